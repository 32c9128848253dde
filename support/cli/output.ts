/**
 * Where results and progress go: the result on standard output, everything else on standard error. With `-o json` or
 * `-o yaml` standard output carries exactly one document.
 */
import { stringify } from 'yaml'
import { exitCodes } from '../failure.ts'
import { openProgress, type Progress } from '../progress.ts'
import type { RunResults } from '../report/results.ts'
import { createTerminalReporter, type TerminalReporter } from '../report/terminal.ts'
import type { Settings } from '../settings.ts'

export interface Output extends Omit<TerminalReporter, 'summary'> {
  progress: Progress
  /** One line for the person at the terminal. */
  note(text: string): void
  /** The verdict for people, and the document for programs if one was asked for. */
  results(results: RunResults, directory: string): void
}

export function openOutput(settings: Settings): Output {
  const note = (text: string) => void process.stderr.write(`${text}\n`)
  const machine = settings.output !== 'text'
  const stream = machine ? process.stderr : process.stdout
  const reporter = createTerminalReporter({
    write: text => void stream.write(text),
    color: useColor(settings, stream),
    command:
      settings.features === undefined ? 'stateproof run' : `stateproof run --features ${settings.features}`,
  })
  return {
    progress: openProgress(),
    note,
    header: reporter.header,
    onEnvelope: reporter.onEnvelope,
    results(results, directory) {
      reporter.summary(results, directory)
      if (machine) void printResult(settings, summaryOf(results, directory), () => '')
    },
  }
}

/** Prints one value as the settings ask: text, JSON or YAML. @returns exit code 0. */
export async function printResult(settings: Settings, value: unknown, asText: () => string): Promise<number> {
  const texts = {
    text: asText,
    json: () => JSON.stringify(value, null, 2),
    yaml: () => stringify(value).trimEnd(),
  }
  process.stdout.write(`${texts[settings.output]()}\n`)
  return exitCodes.accepted
}

/** NO_COLOR and FORCE_COLOR as https://no-color.org and https://force-color.org have them. */
function useColor({ color }: Settings, stream: NodeJS.WriteStream): boolean {
  if (color !== 'auto') return color === 'always'
  if (process.env.NO_COLOR) return false
  return Boolean(process.env.FORCE_COLOR) || (stream.isTTY === true && process.env.TERM !== 'dumb')
}

function summaryOf({ verdict, reasons, counts, scenarios }: RunResults, outputDir: string) {
  const list = scenarios.map(({ id, name, level, verdict, reason, seconds, diagnosis }) => ({
    id,
    name,
    level,
    verdict,
    reason,
    ...(diagnosis && { diagnosis }),
    seconds: Math.round(seconds * 1000) / 1000,
  }))
  return { verdict, reasons, counts, scenarios: list, outputDir }
}
