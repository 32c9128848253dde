/** Judges what was read back after a disruption. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { judgeLedger, provesDurability } from '../../ledger/judge-ledger.ts'
import { recordJudgement } from '../../ledger/tally.ts'
import type { Actors } from '../actors.ts'
import { readRecords } from './content.ts'

/** Each Pod's own line, asked by the Pod of itself, and by the client through the Pod's name behind the Service. */
export async function assertLinesServed({ web, client, seen }: Actors, service: string): Promise<void> {
  const lines = seen.content?.lines ?? new Map<string, string>()
  if (lines.size === 0) throw cannotKnow({ what: 'compare the lines', got: 'none was written' })
  for (const [pod, line] of lines) {
    const { stdout } = await web.shell(pod, 'curl -s localhost')
    assertLine('itself', pod, line, stdout.trim())
    const [answer] = await client.requestUntilAnswered(`http://${pod}.${service}/`)
    assertLine(`the client through Service ${service}`, pod, line, answer ?? 'no answer')
  }
}

function assertLine(asked: string, pod: string, expected: string, got: string): void {
  if (got !== expected)
    throw brokenPromise({
      what: `serve the Pod's own line to ${asked}`,
      on: `Pod ${pod}`,
      expected: `"${expected}"`,
      got: `"${got.slice(0, 200)}"`,
    })
}

/** @throws Failure `broken-promise` naming what was lost, changed or foreign; `cannot-know` if nothing was acknowledged. */
export async function assertLedgerHolds({ web, ledger, figure, scope }: Actors): Promise<void> {
  const { records } = await readRecords(web)
  const verdict = judgeLedger(ledger, records)
  recordJudgement(scope.journal, verdict)
  figure({ name: 'files acknowledged before the disruption', value: verdict.acknowledged, unit: 'count' })
  figure({ name: 'files lost', value: verdict.lost.length, unit: 'count', limit: 0 })
  const proof = provesDurability(verdict)
  if (proof === 'unknown') throw cannotKnow({ what: 'judge the files', got: 'no write was acknowledged' })
  if (proof === 'yes') return
  const { lost, changed, unexpected } = verdict
  const got = Object.entries({ lost, changed, foreign: unexpected })
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => `${what}: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' …' : ''}`)
  throw brokenPromise({
    what: 'keep every flushed file',
    expected: `${verdict.acknowledged} files as they were written`,
    got: got.join('; '),
  })
}

export async function assertModesAndLinks({ web }: Actors, mode: string): Promise<void> {
  const { records, modes, links } = await readRecords(web)
  const others = [...modes].filter(([, found]) => found !== mode)
  if (others.length > 0 || modes.size === 0)
    throw brokenPromise({
      what: 'keep the modes of the files',
      expected: `0${mode}`,
      got: others.map(([id, found]) => `${id} 0${found}`).join(', ') || 'no files',
    })
  for (const { metadata } of web.pods()) {
    const pod = metadata?.name ?? ''
    const last = records
      .filter(({ id }) => id.startsWith(`${pod}/`))
      .map(({ id }) => id.split('/')[1] ?? '')
      .sort()
      .at(-1)
    const link = links.get(pod)?.split('/').at(-1)
    if (link === undefined || link !== last)
      throw brokenPromise({
        what: 'keep the symbolic link',
        on: `Pod ${pod}`,
        expected: `a link to ${last}`,
        got: link ?? 'no link',
      })
  }
}
