/** What is written down of DNS answers: each change, and when nobody asks any more. */
import type { Journal } from '../../journal/journal.ts'
import type { DnsAnswer } from './dns-answers.ts'

/** @param last what each replica said last about each name: `<server> <name>` → the answer as a text. */
export function recordChange(journal: Journal, answer: DnsAnswer, last: Map<string, string>): void {
  const key = `${answer.server} ${answer.name}`
  const value = `${answer.status} ${answer.values.join(' ')}`
  if (last.get(key) === value) return
  last.set(key, value)
  journal.record({ source: 'probe', type: 'dns', name: answer.name, data: answer })
}

/** From then on nobody asks: the last answer says nothing of what follows. */
export function recordEnd(journal: Journal, asked: Pick<DnsAnswer, 'server' | 'name'>[]): void {
  for (const { server, name } of asked)
    journal.record({ source: 'probe', type: 'dns-ended', name, data: { server } })
}
