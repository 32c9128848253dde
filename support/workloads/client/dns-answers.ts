/**
 * Reads what nslookup and dig print. Pure functions.
 *
 * Each question is announced by a line `@ <server> <name>`, which our scripts print before they ask.
 */
export interface DnsAnswer {
  /** Address of the DNS replica, or `resolver` when the Pod's own configuration was used. */
  server: string
  /** The name that was asked for. */
  name: string
  /** NOERROR, NXDOMAIN, SERVFAIL …; `no answer` when nothing came back. */
  status: string
  /** Addresses, names, or SRV texts (`0 50 80 web-0.nginx…`), sorted; names without the final dot. */
  values: string[]
  /** Monotonic ms at which the answer had arrived. */
  atMs: number
}

const announcement = /^@ (\S+) (\S+)$/

/** Output of `nslookup`, which prints the server first and then pairs of Name and Address. */
export function parseNslookup(output: string, atMs: number): DnsAnswer[] {
  return sections(output).map(({ server, name, lines }) => {
    const answer = lines.slice(lines.findIndex(line => line.startsWith('Name:')))
    const values = lines.some(line => line.startsWith('Name:'))
      ? answer.flatMap(line => /^Address:\s*(\S+)$/.exec(line)?.[1] ?? [])
      : []
    const refusal = lines.map(line => /\*\* server can't find .*: (\w+)/.exec(line)?.[1]).find(Boolean)
    return {
      server,
      name,
      status: values.length > 0 ? 'NOERROR' : (refusal ?? 'no answer'),
      values: values.sort(),
      atMs,
    }
  })
}

/** Output of `dig +noall +comments +answer`. */
export function parseDig(output: string, atMs: number): DnsAnswer[] {
  return sections(output).map(section => readDig(section, atMs))
}

/** Questions that no answer is about, not even `no answer`: they were never asked. `<name> of <server>`. */
export function missingIn(answers: readonly DnsAnswer[], servers: string[], names: string[]): string[] {
  const asked = new Set(answers.map(({ server, name }) => `${name} of ${server}`))
  return servers.flatMap(server => names.map(name => `${name} of ${server}`)).filter(ask => !asked.has(ask))
}

/** Reads the same from lines that keep coming; an answer is handed over when the next question is announced. */
export function digReader(onAnswer: (answer: DnsAnswer) => void): (line: string) => void {
  let current: Section | undefined
  return line => {
    if (!line.startsWith('@ ')) return void current?.lines.push(line)
    if (current !== undefined) onAnswer(readDig(current, 0))
    const found = announcement.exec(line)
    current = found ? { server: found[1] ?? '', name: found[2] ?? '', lines: [] } : undefined
  }
}

interface Section {
  server: string
  name: string
  lines: string[]
}

function readDig({ server, name, lines }: Section, atMs: number): DnsAnswer {
  const status = lines.map(line => /->>HEADER<<-.*status: (\w+)/.exec(line)?.[1]).find(Boolean) ?? 'no answer'
  const values = lines.flatMap(line => /^\S+\s+\d+\s+IN\s+(?:A|AAAA|SRV|PTR)\s+(.+)$/.exec(line)?.[1] ?? [])
  return { server, name, status, values: values.map(value => value.trim().replace(/\.$/, '')).sort(), atMs }
}

function sections(output: string): Section[] {
  const found: Section[] = []
  for (const line of output.split('\n')) {
    const announced = announcement.exec(line)
    if (announced) found.push({ server: announced[1] ?? '', name: announced[2] ?? '', lines: [] })
    else found.at(-1)?.lines.push(line)
  }
  return found
}

/** The record type under which an address like this one is found. */
export function addressRecordOf(address = ''): 'A' | 'AAAA' {
  return address.includes(':') ? 'AAAA' : 'A'
}

/** Name under which an address is looked up in reverse: `7.1.244.10.in-addr.arpa`. IPv6: each nibble, `ip6.arpa`. */
export function reverseName(address: string): string {
  if (!address.includes(':')) return `${address.split('.').reverse().join('.')}.in-addr.arpa`
  const [head = '', tail = ''] = address.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const missing = 8 - groups(head).length - groups(tail).length
  const all = [
    ...groups(head),
    ...Array<string>(address.includes('::') ? missing : 0).fill('0'),
    ...groups(tail),
  ]
  return `${all
    .map(group => group.padStart(4, '0'))
    .join('')
    .split('')
    .reverse()
    .join('.')}.ip6.arpa`
}
