/**
 * Mounts that a daemon leaves below its folder when it ends, and more so when it is killed. A folder with mounts in it
 * cannot be removed.
 */
import { readFileSync } from 'node:fs'
import { runCommand } from '../../support/command.ts'

/** Unmounts everything below the folder, the deepest first. Lazily: a dying container may still hold one. */
export async function unmountBelow(folder: string): Promise<void> {
  for (const mountPoint of mountPointsBelow(folder, readFileSync('/proc/mounts', 'utf8')))
    await runCommand('umount', ['--lazy', mountPoint], { accept: [0, 1, 32] })
}

/** The mount points below a folder, the deepest first, from the text of /proc/mounts (proc(5): octal escapes). */
export function mountPointsBelow(folder: string, mounts: string): string[] {
  return mounts
    .split('\n')
    .map(line => line.split(' ')[1] ?? '')
    .map(path => path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))))
    .filter(path => path.startsWith(`${folder}/`))
    .reverse()
}
