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
import type { RunResults } from './results.ts'
import { collectScenarios, type ScenarioResult } from './scenarios.ts'
import type { RunVerdict, Verdict } from './verdicts.ts'

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
      const failed = results.scenarios.filter(
        ({ verdict }) => verdict === 'failed' || verdict === 'inconclusive',
      )
      for (const { verdict, id, reason } of failed)
        line(`${paint(verdict, words[verdict])} ${id}\n${indent(reason)}`)
      if (failed.length > 0)
        line(`Again, only these: ${command} ${failed.map(({ id }) => `--scenario ${id}`).join(' ')}`)
      line(`Report: ${directory}/report.html`)
    },
  }
}

/** Keeps the messages of each scenario until it has ended, and then hands over what they amount to. */
class ScenarioLines {
  private readonly describe: (scenario: ScenarioResult) => void
  private readonly shared: Envelope[] = []
  private readonly running = new Map<string, Envelope[]>()

  constructor(describe: (scenario: ScenarioResult) => void) {
    this.describe = describe
  }

  add(envelope: Envelope): void {
    const {
      testCaseStarted,
      testStepFinished,
      attachment,
      testCaseFinished,
      gherkinDocument,
      pickle,
      testCase,
    } = envelope
    if (gherkinDocument || pickle || testCase) this.shared.push(envelope)
    if (testCaseStarted) this.running.set(testCaseStarted.id, [])
    const id =
      testCaseStarted?.id ??
      testStepFinished?.testCaseStartedId ??
      attachment?.testCaseStartedId ??
      testCaseFinished?.testCaseStartedId
    if (id === undefined) return
    this.running.get(id)?.push(envelope)
    if (testCaseFinished !== undefined && !testCaseFinished.willBeRetried) this.finish(id)
  }

  private finish(id: string): void {
    const { scenarios } = collectScenarios([...this.shared, ...(this.running.get(id) ?? [])])
    this.running.delete(id)
    for (const scenario of scenarios.filter(({ attempts }) => attempts.length > 0)) this.describe(scenario)
  }
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
