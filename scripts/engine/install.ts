/**
 * Installs Debian's or Ubuntu's docker.io, without letting the package start a daemon: ours has its own socket and data.
 *
 * Knows nothing of running a daemon.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from '../packages.ts'

/** Whether we may install an engine here: root, on Debian, Ubuntu or one of their children. */
export function canInstallEngine(): boolean {
  return process.getuid?.() === 0 && isDebian()
}

export async function installEngine({
  cacheDir,
  update,
}: {
  cacheDir: string
  update: (text: string) => void
}): Promise<void> {
  if (existsSync('/usr/sbin/dockerd') && existsSync('/usr/bin/jq')) return
  update('installing docker.io')
  mkdirSync(join(cacheDir, 'logs'), { recursive: true })
  // jq: the runtime wrapper edits container configurations with it.
  await installPackages({
    packages: ['docker.io', 'iptables', 'jq'],
    logFile: join(cacheDir, 'logs', 'install-engine.log'),
  })
}

function isDebian(): boolean {
  try {
    const release = readFileSync('/etc/os-release', 'utf8')
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release)
  } catch {
    return false
  }
}
