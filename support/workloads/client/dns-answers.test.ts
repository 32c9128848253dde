/** What real nslookup and dig print (BIND 9.20), and what is read from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addressRecordOf,
  type DnsAnswer,
  digReader,
  missingIn,
  parseDig,
  parseNslookup,
  reverseName,
} from './dns-answers.ts'

const brief = ({ status, values }: DnsAnswer) => [status, ...values].join(' ')
const nslookup = (text: string) => parseNslookup(`@ resolver web-0.nginx\n${text}`, 5).map(brief)
const head = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n'

const lookups: [string, string, string][] = [
  [
    'one address',
    `${head}Name:\tweb-0.nginx.ns.svc.cluster.local\nAddress: 10.244.1.7\n\n`,
    'NOERROR 10.244.1.7',
  ],
  [
    'several addresses, sorted',
    `${head}Name:\tnginx.ns.svc.cluster.local\nAddress: 10.244.2.9\nName:\tnginx.ns.svc.cluster.local\nAddress: 10.244.1.7\n`,
    'NOERROR 10.244.1.7 10.244.2.9',
  ],
  [
    'IPv6, too',
    `${head}Name:\tx\nAddress: 10.244.1.7\nName:\tx\nAddress: fd00::7\n`,
    'NOERROR 10.244.1.7 fd00::7',
  ],
  [
    'busybox and musl',
    'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tx\nAddress: 10.244.1.7\n',
    'NOERROR 10.244.1.7',
  ],
  ['an alias', `${head}a.ns\tcanonical name = b.ns.\nName:\tb.ns\nAddress: 10.1.1.1\n`, 'NOERROR 10.1.1.1'],
  ['NXDOMAIN', `${head}** server can't find web-0.nginx: NXDOMAIN\n\n`, 'NXDOMAIN'],
  ['SERVFAIL', `${head}** server can't find web-0.nginx.ns.svc.cluster.local: SERVFAIL\n`, 'SERVFAIL'],
  ['REFUSED', `${head}** server can't find web-0.nginx: REFUSED\n`, 'REFUSED'],
  [
    'a time-out',
    ';; communications error to 10.96.0.10#53: timed out\n;; no servers could be reached\n\n',
    'no answer',
  ],
  ['a name without addresses', `${head}*** Can't find web-0.nginx: No answer\n\n`, 'no answer'],
  ['the server’s own address is no answer', head, 'no answer'],
]
for (const [what, text, expected] of lookups)
  test(`nslookup: ${what}`, () => assert.deepEqual(nslookup(text), [expected]))

const header = (status: string) =>
  `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: 4711\n;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1\n;; WARNING: recursion requested but not available\n\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n; COOKIE: 08c1 (echoed)\n`
const name = 'web-0.nginx.ns.svc.cluster.local'
const digs: [string, string, string][] = [
  [
    'an address',
    `${header('NOERROR')};; ANSWER SECTION:\n${name}. 30 IN A 10.244.1.7\n\n`,
    'NOERROR 10.244.1.7',
  ],
  ['tabs', `${header('NOERROR')}${name}.\t30\tIN\tA\t10.244.1.7\n`, 'NOERROR 10.244.1.7'],
  [
    'several, sorted',
    `${header('NOERROR')}n. 30 IN A 10.2.0.1\nn. 30 IN A 10.1.0.1\n`,
    'NOERROR 10.1.0.1 10.2.0.1',
  ],
  ['IPv6', `${header('NOERROR')}n. 30 IN AAAA fd00::7\n`, 'NOERROR fd00::7'],
  ['SRV', `${header('NOERROR')}_web._tcp.n. 30 IN SRV 0 50 80 ${name}.\n`, `NOERROR 0 50 80 ${name}`],
  ['PTR', `${header('NOERROR')}7.1.244.10.in-addr.arpa. 30 IN PTR ${name}.\n`, `NOERROR ${name}`],
  [
    'an alias is followed',
    `${header('NOERROR')}a. 30 IN CNAME b.\nb. 30 IN A 10.1.1.1\n`,
    'NOERROR 10.1.1.1',
  ],
  ['NXDOMAIN', header('NXDOMAIN'), 'NXDOMAIN'],
  ['SERVFAIL', header('SERVFAIL'), 'SERVFAIL'],
  ['no error and no address', header('NOERROR'), 'NOERROR'],
  [
    'a time-out',
    ';; communications error to 10.244.0.3#53: timed out\n;; no servers could be reached\n',
    'no answer',
  ],
  ['a replica that is gone', ';; communications error to 10.244.0.3#53: host unreachable\n', 'no answer'],
  ['nothing', '', 'no answer'],
]
for (const [what, text, expected] of digs)
  test(`dig: ${what}`, () => {
    const [answer, ...others] = parseDig(`@ 10.244.0.3 ${name}\n${text}`, 5)
    assert.deepEqual([brief(answer as DnsAnswer), others.length], [expected, 0])
    assert.deepEqual([answer?.server, answer?.name, answer?.atMs], ['10.244.0.3', name, 5])
  })

test('several questions: each has its own answer', () => {
  const text = `@ a x\n${header('NOERROR')}x. 30 IN A 10.0.0.1\n@ a y\n${header('NXDOMAIN')}@ b x\n`
  assert.deepEqual(
    parseDig(text, 0).map(answer => `${answer.server} ${answer.name} ${brief(answer)}`),
    ['a x NOERROR 10.0.0.1', 'a y NXDOMAIN', 'b x no answer'],
  )
  assert.deepEqual(missingIn(parseDig(text, 0), ['a', 'b'], ['x', 'y']), ['y of b'])
})

test('line by line: an answer is handed over once it is whole, and half a one never', () => {
  const got: string[] = []
  const read = digReader(answer => got.push(`${answer.name} ${brief(answer)}`))
  const feed = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .forEach(line => {
        read(line)
      })
  feed(`noise\n@ a x\n${header('NOERROR')}x. 30 IN A 10.0.0.1\n`)
  assert.deepEqual(got, [])
  feed('@ a y\n')
  assert.deepEqual(got, ['x NOERROR 10.0.0.1'])
  feed(`${header('SERVFAIL')}@ end\n@ a x\n`)
  assert.deepEqual(got, ['x NOERROR 10.0.0.1', 'y SERVFAIL'])
})

const reverse: [string, string][] = [
  ['10.244.1.7', '7.1.244.10.in-addr.arpa'],
  ['2001:db8::567:89ab', 'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ['fd00:10:244:1::7', '7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.4.4.2.0.0.1.0.0.0.0.d.f.ip6.arpa'],
  ['::1', `1.${'0.'.repeat(31)}ip6.arpa`],
  ['fe80::', `${'0.'.repeat(28)}0.8.e.f.ip6.arpa`],
  ['1:2:3:4:5:6:7:8', '8.0.0.0.7.0.0.0.6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.ip6.arpa'],
]
for (const [address, expected] of reverse)
  test(`the reverse name of ${address}`, () => assert.equal(reverseName(address), expected))

test('an address is asked for by its own kind of record', () => {
  assert.deepEqual(['10.244.1.7', 'fd00:10:244:1::7', undefined].map(addressRecordOf), ['A', 'AAAA', 'A'])
})
