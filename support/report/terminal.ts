/**
 * What a person sees in the terminal while the scenarios run: one line for each when it ends, a line about a long
 * wait, and the verdict with its reasons at the end. Works without colours and without Unicode.
 *
 * Reads Cucumber's messages only; knows nothing of the cluster.
 */
import { styleText } from 'node:util'
import type { Envelope } from '@cucumber/messages'
import { plainLine, plainText } from '../plain-text.ts'
import type { RunFacts } from '../record.ts'
import { MessageFold } from './message-fold.ts'
import type { RunResults } from './results.ts'
import { type ScenarioResult, saidBy, scenarioOf } from './scenarios.ts'
import { isProblem, type RunVerdict, type Verdict } from './verdicts.ts'

export interface TerminalOptions {
  write(text: string): void
  color: boolean
  /** Print how to run the failed scenarios again. */
  command: string
}

export interface TerminalReporter {
  header(facts: HeaderFacts): void
  onEnvelope(envelope: Envelope): void
  summary(results: RunResults, directory: string): void
}

/** What is told before the first write. */
export interface HeaderFacts extends Pick<RunFacts, 'runId' | 'imageSupply'> {
  cluster: Pick<RunFacts['cluster'], 'context' | 'server' | 'version' | 'nodes'>
}

const words: Record<Verdict, string> = {
  passed: 'PASS',
  failed: 'FAIL',
  inconclusive: 'OPEN',
  'not supported': 'N/A ',
  skipped: 'SKIP',
}
const colors: Record<Verdict | RunVerdict, 'green' | 'red' | 'yellow'> = {
  passed: 'green',
  accepted: 'green',
  failed: 'red',
  rejected: 'red',
  inconclusive: 'yellow',
  partial: 'yellow',
  'not supported': 'yellow',
  skipped: 'yellow',
  'nothing ran': 'yellow',
}

export function createTerminalReporter({ write, color, command }: TerminalOptions): TerminalReporter {
  const line = (text = '') => write(`${text}\n`)
  const paint = (verdict: Verdict | RunVerdict, text: string) =>
    color ? styleText(colors[verdict], text, { validateStream: false }) : text
  const describe = ({ verdict, seconds, id, name, reason }: ScenarioResult) => {
    line(
      `${paint(verdict, words[verdict])} ${seconds.toFixed(1).padStart(6)} s  ${id.split('/').slice(0, 2).join('/')}  ${name}`,
    )
    if (reason !== '') line(indent(reason))
  }
  const lines = new ScenarioLines(describe)
  return {
    header({ cluster, runId, imageSupply }) {
      const { context, server, version, nodes } = cluster
      line(plainLine(`Context ${context}, server ${server}, Kubernetes ${version}, ${nodes.length} nodes`))
      line(
        plainLine(
          imageSupply === undefined ? `Run ${runId}` : `Images from ${imageSupply.kind}; run ${runId}`,
        ),
      )
      line()
    },
    onEnvelope(envelope) {
      const log = envelope.attachment
      if (log?.mediaType === 'text/x.cucumber.log+plain') line(`  … ${plainLine(log.body)}`)
      lines.add(envelope)
    },
    summary(results, directory) {
      line()
      line(`${paint(results.verdict, results.verdict.toUpperCase())}  ${countsOf(results)}`)
      for (const reason of results.reasons) line(`  - ${plainLine(reason)}`)
      const failed = results.scenarios.filter(isProblem)
      for (const { verdict, id, reason, diagnosis } of failed) {
        line(`${paint(verdict, words[verdict])} ${id}`)
        // Why it happened before what was seen of it.
        if (diagnosis !== undefined) line(indent(saidBy(diagnosis)))
        line(indent(reason))
      }
      if (failed.length > 0)
        line(`Again, only these: ${command} ${failed.map(({ id }) => `--scenario ${id}`).join(' ')}`)
      line(`Report: ${directory}/report.html (for programs, beside it: report.json, junit.xml, ctrf.json)`)
      const evidence = evidenceFolder(failed)
      if (evidence !== undefined) line(`Evidence: ${directory}/${evidence}`)
    },
  }
}

/** Folds the messages, and hands over each scenario when it has ended. */
class ScenarioLines {
  private readonly describe: (scenario: ScenarioResult) => void
  private readonly fold = new MessageFold()

  constructor(describe: (scenario: ScenarioResult) => void) {
    this.describe = describe
  }

  add(envelope: Envelope): void {
    this.fold.add(envelope)
    const { testCaseFinished } = envelope
    if (testCaseFinished === undefined || testCaseFinished.willBeRetried) return
    const { testCaseStartedId } = testCaseFinished
    const scenario = scenarioOf(this.fold, testCaseStartedId)
    if (scenario !== undefined) this.describe(scenario)
    this.fold.forget(this.fold.attempts.get(testCaseStartedId)?.caseId ?? '')
  }
}

/** Of the one scenario that has any, or the folder of all. */
function evidenceFolder(failed: readonly ScenarioResult[]): string | undefined {
  const [first, ...others] = failed.filter(({ evidence }) => evidence.length > 0)
  if (first === undefined) return undefined
  return others.length === 0 ? `evidence/${first.id}` : 'evidence'
}

function countsOf({ counts, scenarios }: RunResults): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  return `${scenarios.length} scenarios: ${parts.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none ran'}`
}

function indent(text: string): string {
  return plainText(text)
    .split('\n')
    .map(part => `       ${part}`)
    .join('\n')
}
