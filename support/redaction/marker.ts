/**
 * What stands in the place of a secret: `[redacted: password]`. The mark is the list: whoever reads a file of the run
 * can count what was taken out of it, and a report that is written again says the same.
 *
 * Knows nothing of how secrets are found.
 */
export type SecretKind =
  | 'password'
  | 'token'
  | 'secret'
  | 'key'
  | 'credential'
  | 'certificate'
  | 'known value'
  | 'docker configuration'

export interface Redaction {
  kind: string
  count: number
}

const pattern = /\[redacted: ([a-z ]{1,30})\]/g

export function mark(kind: SecretKind): string {
  return `[redacted: ${kind}]`
}

/** How many marks of each kind a text holds, by kind. */
export function redactionsIn(text: string): Redaction[] {
  const counts = new Map<string, number>()
  for (const [, kind = ''] of text.matchAll(pattern)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => a.kind.localeCompare(b.kind))
}
