/**
 * Installs packages of Debian or Ubuntu, for root. No service of theirs is started: what we need we start ourselves.
 *
 * Knows nothing of what the packages are for.
 */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { runCommand } from '../support/command.ts'
import { Failure } from '../support/failure.ts'

/** Debian's own switch: maintainer scripts ask it before they start a service (exit code 101 means no). */
const servicePolicy = '/usr/sbin/policy-rc.d'

/** Whether packages may be installed here: by root, on Debian, Ubuntu or one of their children. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && isDebian()
}

function isDebian(): boolean {
  try {
    const release = readFileSync('/etc/os-release', 'utf8')
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release)
  } catch {
    return false
  }
}

/** Whether a program is on the PATH and starts. */
export function isInstalled(program: string): Promise<boolean> {
  return runCommand(program, ['--version']).then(
    () => true,
    () => false,
  )
}

/** @throws Failure `packages` where nothing can be installed, or `command-failed` with apt's last lines. */
export async function installPackages({
  packages,
  logFile,
}: {
  packages: string[]
  logFile: string
}): Promise<void> {
  if (!canInstallPackages())
    throw new Failure({
      code: 'packages',
      what: 'install packages',
      on: packages.join(', '),
      expected: 'root on Debian or Ubuntu',
      got: process.getuid?.() === 0 ? 'another system' : 'another user',
      hint: 'install them yourself, and try again',
    })
  const policyIsOurs = !existsSync(servicePolicy)
  if (policyIsOurs) {
    writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n')
    chmodSync(servicePolicy, 0o755)
  }
  try {
    const options = {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      logFile,
      hint: 'is a Debian mirror reachable?',
    }
    await runCommand('apt-get', ['update', '-q'], options)
    await runCommand('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options)
  } finally {
    if (policyIsOurs) rmSync(servicePolicy, { force: true })
  }
}
