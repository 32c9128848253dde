/** For tests: `stateproof` as a person calls it, in a process of its own, whatever exit code it ends with. */
import { join } from 'node:path'
import { runCommand } from '../command.ts'

export const cli = join(import.meta.dirname, 'main.ts')
/** Of a command that touches no cluster; two seconds where nothing else runs. */
const commandWithinMs = 60_000

export interface Outcome {
  exitCode: number
  stdout: string
  stderr: string
}

/** @param words separated by one space each; one that begins with `./` is a file of the folder `cwd`. */
export function callStateproof(
  words: string,
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<Outcome> {
  const accept = [0, 1, 2, 3, 4, 5, 130]
  return runCommand(process.execPath, [cli, ...words.split(' ')], {
    cwd,
    env,
    accept,
    withinMs: commandWithinMs,
  })
}
