/**
 * Installs Debian's or Ubuntu's docker.io, without letting the package start a daemon: ours has its own socket and data.
 *
 * Knows nothing of running a daemon.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { canInstallPackages, installPackages } from '../packages.ts'

/** Whether we may install an engine here: root, on Debian, Ubuntu or one of their children. */
export function canInstallEngine(): boolean {
  return canInstallPackages()
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
