/** junit.xml: well-formed whatever is in it, and every verdict, attempt and reason in its place. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeXml, renderJunit } from './junit-xml.ts'
import type { RunResults } from './results.ts'
import type { Attempt, ScenarioResult } from './scenarios.ts'
import type { Verdict } from './verdicts.ts'

const attempt = (verdict: Verdict, reason = ''): Attempt => ({
  verdict,
  reason,
  seconds: 1,
  startedAt: '2026-11-24T07:00:00.000Z',
  steps: [],
})

function scenario(verdict: Verdict, reason = '', facts: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    id: `identity/dns/${verdict}`,
    name: `A ${verdict} one`,
    feature: 'Names',
    description: '',
    uri: 'features/identity/dns.feature',
    line: 1,
    level: 'must',
    tags: [],
    verdict,
    reason,
    seconds: 1.5,
    attempts: [attempt(verdict, reason)],
    figures: [],
    evidence: [],
    ...facts,
  }
}

function render(...scenarios: ScenarioResult[]): string {
  const counts = { passed: 0, failed: 0, inconclusive: 0, 'not supported': 0, skipped: 0 }
  const results: RunResults = { verdict: 'rejected', reasons: [], counts, scenarios, notSelected: [] }
  const xml = [...renderJunit(results)].join('')
  assertWellFormed(xml)
  return xml
}

/** Tags are balanced, attributes quoted and unique, text holds no raw markup, every character is one of XML 1.0. */
function assertWellFormed(xml: string): void {
  const open: string[] = []
  const rest = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  assert.doesNotMatch(rest, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
  assert.ok(rest.isWellFormed())
  const token = /<(\/?)([a-zA-Z-]+)((?: [\w.]+="[^"<]*")*)(\/?)>|([^<]+)|(.)/gs
  for (const [, close, name = '', attributes = '', empty, text, stray] of rest.matchAll(token)) {
    assert.equal(stray, undefined, `stray markup in ${xml}`)
    assert.doesNotMatch(text ?? attributes, /&(?!(amp|lt|gt|quot);)/)
    const names = [...attributes.matchAll(/ ([\w.]+)=/g)].map(([, attribute]) => attribute)
    assert.equal(new Set(names).size, names.length, 'an attribute twice')
    if (close) assert.equal(open.pop(), name)
    else if (name && !empty) open.push(name)
  }
  assert.deepEqual(open, [])
}

test('each verdict has its element, and the totals add up', () => {
  const xml = render(
    scenario('passed'),
    scenario('failed', 'expected a, got b\nmore'),
    scenario('inconclusive', 'away'),
    scenario('not supported', 'no class'),
    scenario('skipped', 'told to'),
  )
  assert.match(
    xml,
    /<testsuites name="stateproof" tests="5" failures="1" errors="1" time="7.500">\n {2}<testsuite name="Names" [^>]*skipped="2"/,
  )
  assert.match(xml, /<failure message="expected a, got b" type="failed">expected a, got b\nmore<\/failure>/)
  assert.match(xml, /<error message="away" type="inconclusive">away<\/error>/)
  assert.match(xml, /<skipped message="not supported: no class" type="not supported">/)
  assert.match(xml, /<skipped message="skipped: told to" type="skipped">/)
  assert.equal(xml.match(/<testcase /g)?.length, 5)
  assert.match(
    xml,
    /<testcase classname="identity.dns" name="A passed one"[^>]* time="1.500" group="must"\/>/,
  )
})

test('earlier attempts are told as Surefire tells them', () => {
  const flaky = scenario('passed', '', { attempts: [attempt('failed', 'first'), attempt('passed')] })
  assert.match(render(flaky), /<flakyFailure message="first" type="failed"><stackTrace>first</)
  const never = scenario('failed', 'x', { attempts: [attempt('failed', 'first'), attempt('failed', 'x')] })
  assert.match(render(never), /<rerunFailure message="first" type="failed"><stackTrace>first</)
})

test('figures and evidence', () => {
  const figures = [{ name: 'lost', value: 0, unit: 'count' as const }]
  const xml = render(scenario('passed', '', { figures, evidence: ['evidence/a/b/events.txt'] }))
  assert.match(xml, /<system-out>lost: 0 count\n\[\[ATTACHMENT\|evidence\/a\/b\/events.txt\]\]<\/system-out>/)
})

const evil = '<a b="c">&amp;]]>\u0000\u001b[31m\u0008\ud800\uffff\n\t"\'中😀'
test('whatever a cluster says, it stays well-formed and readable', () => {
  const xml = render(scenario('failed', evil, { name: evil, feature: evil, evidence: [evil] }))
  assert.match(xml, /&lt;a b=&quot;c&quot;&gt;&amp;amp;\]\]&gt;/)
  assert.match(xml, /中😀/)
  assert.equal(escapeXml('<&">'), '&lt;&amp;&quot;&gt;')
})

test('a scenario that never began, and a run without scenarios', () => {
  const xml = render(scenario('inconclusive', 'interrupted before it began', { attempts: [], seconds: 0 }))
  assert.doesNotMatch(xml, /timestamp=""/)
  assert.match(render(), /tests="0"/)
})
