/** Where counted requests are sent: asked for until one is answered there, and never again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, tell } from './questions-fixture.ts'
import { untilReachable } from './reachable.ts'

/** The name leads to these, one look after another, and only the last of all is answered. */
async function found(url: string, ...looks: string[][]) {
  const { actors, now } = tell({})
  const asked: string[][] = []
  const tried: string[] = []
  const to = await untilReachable(actors.scope, url, {
    async nslookup(names) {
      asked.push(names)
      return [answer(...(looks[Math.min(asked.length, looks.length) - 1] ?? []))]
    },
    async isAnswered(to) {
      tried.push(to)
      return to.endsWith('7') || to.endsWith('7]')
    },
  })
  return { to, asked, tried, now: now() }
}

const cases: [string, string, string[], string][] = [
  ['a Service', 'http://front/-/hostname', ['10.96.0.7'], 'front:80:10.96.0.7'],
  ['its port', 'http://es:9200/', ['10.96.0.7'], 'es:9200:10.96.0.7'],
  ['IPv6', 'http://front/', ['fd00::7'], 'front:80:[fd00::7]'],
  ['several', 'http://nginx/', ['10.0.0.1', 'fd00::7'], 'nginx:80:10.0.0.1,[fd00::7]'],
]
for (const [what, url, addresses, expected] of cases)
  test(`curl is told where a name leads: ${what}`, async () =>
    assert.equal((await found(url, addresses)).to, expected))

test('a look-up that is lost is asked again', async () => {
  const { to, asked } = await found('http://front/', [], [], ['10.96.0.7'])
  assert.deepEqual([to, asked.length, asked[0]], ['front:80:10.96.0.7', 3, ['front']])
})

test('an address of before, where nobody answers, is asked for again', async () => {
  const { to, tried } = await found('http://front/', ['10.96.0.6'], ['10.96.0.7'])
  assert.deepEqual([to, tried.length], ['front:80:10.96.0.7', 2])
})

test('what nobody answers is told when the time is over, and so is a name that nobody knows', async () => {
  const { to, now } = await found('http://front/', ['10.96.0.6'])
  assert.ok(to === 'front:80:10.96.0.6' && now > 32_000 && now < 33_000)
  assert.equal((await found('http://front/', [])).to, undefined)
})
