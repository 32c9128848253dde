/**
 * Runs the command line, prints a failure as one line, sets the exit code. A stack trace is for `-v` only.
 */
import { exitCodes, Failure, messageOf } from '../failure.ts'
import { plainText } from '../plain-text.ts'
import { runCommandLine } from './program.ts'

export async function runAsProgram(argv: readonly string[]): Promise<void> {
  // Whoever reads us may have seen enough (`| head`): the run goes on, cleans up and writes its report.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  try {
    process.exitCode = await runCommandLine(argv)
  } catch (error) {
    process.stderr.write(`stateproof: ${plainText(messageOf(error))}\n`)
    const verbose = argv.includes('-v') || argv.includes('--verbose')
    if (verbose) process.stderr.write(`${plainText(traceOf(error))}\n`)
    process.exitCode = error instanceof Failure ? error.exitCode : exitCodes.environment
  }
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return [error.stack, error.cause === undefined ? '' : `caused by: ${traceOf(error.cause)}`]
    .filter(Boolean)
    .join('\n')
}
