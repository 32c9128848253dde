/** What a comparison says, in its order: like with like, verdicts, figures; and when it calls something a regression. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Figure } from '../../record.ts'
import { fixtureFacts } from '../fixture/journal.ts'
import {
  type FixtureAttempt,
  type FixtureRun,
  type FixtureScenario,
  passed,
  writeFixture,
} from '../fixture/run.ts'
import { evil, hostile } from '../fixture/samples.ts'
import { readRun } from '../results.ts'
import { compareRuns, exitCodeOfComparison, type RunComparison } from './compare-runs.ts'
import { diffAsJson } from './diff-json.ts'
import { diffAsPage } from './diff-page.ts'
import { diffAsText } from './diff-text.ts'

async function results(run: FixtureRun) {
  const directory = mkdtempSync(join(tmpdir(), 'stateproof-diff-'))
  writeFixture(directory, run)
  try {
    return await readRun(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

async function compare(before: FixtureRun, after: FixtureRun): Promise<RunComparison> {
  return compareRuns(await results(before), await results(after))
}

const failed: FixtureAttempt = { steps: ['PASSED', 'FAILED'], message: 'it broke' }
const open: FixtureAttempt = { ...passed, notes: [{ verdict: 'inconclusive', reason: 'nobody knows' }] }
const one = (attempt: FixtureAttempt, rest: Partial<FixtureScenario> = {}): FixtureRun => ({
  scenarios: [{ name: 'S', attempts: [attempt], ...rest }],
})
const measured = (figure: Omit<Figure, 'name'>) => one({ ...passed, figures: [{ name: 'f', ...figure }] })

test('a run and itself: alike, nothing changed, exit code 0', async () => {
  const comparison = await compare(hostile, hostile)
  assert.deepEqual(
    [comparison.alike, comparison.facts, comparison.verdicts, comparison.figures],
    [true, [], [], []],
  )
  assert.equal(exitCodeOfComparison(await compare(one(passed), one(passed))), 0)
})

test('what the preflight warned of is of the moment; addresses of nodes and which of them are whose say nothing', async () => {
  const at = (sentence: string, cidr: string): FixtureRun => ({
    ...one(passed),
    facts: {
      deviations: ['no disruption budgets', sentence],
      preflight: [{ code: 'clock-skew', outcome: 'warning', sentence, scenarios: [] }],
      cluster: {
        ...fixtureFacts.cluster,
        nodes: fixtureFacts.cluster.nodes.map(node => ({ ...node, podCidrs: [cidr], schedulable: true })),
      },
    },
  })
  const { facts } = await compare(at('2 s behind', '10.0.0.0/24'), at('3 s behind', '10.0.1.0/24'))
  assert.deepEqual(facts, [])
})

describe('verdicts', () => {
  const changes: [string, FixtureRun, FixtureRun, string[], number][] = [
    ['passed, then failed', one(passed), one(failed), ['broken'], 1],
    ['not judged, then failed', one(open), one(failed), ['broken'], 1],
    ['failed, then passed', one(failed), one(passed), ['fixed'], 0],
    ['passed, then not judged: nobody can say', one(passed), one(open), ['lost'], 4],
    ['failed, then not judged', one(failed), one(open), ['other'], 0],
    ['failed twice', one(failed), one(failed), [], 0],
    [
      'what is only measured is never judged',
      one(passed, { tags: ['@inform'] }),
      one(failed, { tags: ['@inform'] }),
      ['broken'],
      0,
    ],
    [
      'a new scenario that fails is not worse than before',
      one(passed),
      { scenarios: [...one(passed).scenarios, { name: 'T', attempts: [failed] }] },
      [],
      0,
    ],
    ['a run that was killed: nobody can say', one(passed), { ...one(passed), end: null }, [], 4],
    ['a run that was killed, with a failure', one(passed), { ...one(failed), end: null }, ['broken'], 1],
  ]
  for (const [what, before, after, kinds, exitCode] of changes)
    test(what, async () => {
      const comparison = await compare(before, after)
      assert.deepEqual(
        comparison.verdicts.map(({ kind }) => kind),
        kinds,
      )
      assert.equal(exitCodeOfComparison(comparison), exitCode)
    })
})

describe('figures', () => {
  const moves: [string, Omit<Figure, 'name'>, Omit<Figure, 'name'>, string | undefined, number][] = [
    [
      'half the limit and more',
      { value: 2, unit: 's', limit: 30 },
      { value: 18, unit: 's', limit: 30 },
      'slower',
      1,
    ],
    [
      'less than half the limit',
      { value: 2, unit: 's', limit: 30 },
      { value: 16, unit: 's', limit: 30 },
      undefined,
      0,
    ],
    ['faster', { value: 25, unit: 's', limit: 30 }, { value: 2, unit: 's', limit: 30 }, 'faster', 0],
    ['twice as long, without a limit', { value: 10, unit: 's' }, { value: 21, unit: 's' }, 'slower', 0],
    ['less than a second', { value: 0.1, unit: 's' }, { value: 1, unit: 's' }, undefined, 0],
    ['less than a second, in ms', { value: 100, unit: 'ms' }, { value: 1000, unit: 'ms' }, undefined, 0],
    ['half as many', { value: 400, unit: 'count' }, { value: 190, unit: 'count' }, 'fewer', 0],
    [
      'a count with a limit is exact',
      { value: 0, unit: 'count', limit: 0 },
      { value: 1, unit: 'count', limit: 0 },
      'more',
      0,
    ],
    ['another unit is another figure', { value: 1, unit: 's' }, { value: 9, unit: 'count' }, undefined, 0],
  ]
  for (const [what, before, after, direction, exitCode] of moves)
    test(what, async () => {
      const comparison = await compare(measured(before), measured(after))
      assert.equal(comparison.figures[0]?.direction, direction)
      assert.equal(exitCodeOfComparison(comparison), exitCode)
    })

  test('of runs that are not alike they are shown and not judged', async () => {
    const [fast, slow] = [
      measured({ value: 2, unit: 's', limit: 30 }),
      measured({ value: 25, unit: 's', limit: 30 }),
    ]
    const cluster = { ...fixtureFacts.cluster, version: 'v1.38.0' }
    const comparison = await compare(fast, { ...slow, facts: { cluster } })
    assert.deepEqual([comparison.figures[0]?.direction, exitCodeOfComparison(comparison)], ['slower', 0])
  })
})

describe('like with like', () => {
  const { cluster } = fixtureFacts
  const unlike: [string, FixtureRun, string][] = [
    [
      'another version',
      { ...one(passed), facts: { cluster: { ...cluster, version: 'v1.38.0' } } },
      'cluster.version',
    ],
    [
      'a node less',
      { ...one(passed), facts: { cluster: { ...cluster, nodes: cluster.nodes.slice(1) } } },
      'cluster.nodes',
    ],
    ['another image', { ...one(passed), facts: { images: { nginx: 'nginx:2' } } }, 'images.client'],
    ['another harness', { ...one(passed), facts: { harnessVersion: '0.2.0' } }, 'harnessVersion'],
  ]
  for (const [what, after, name] of unlike)
    test(what, async () => {
      const { alike, facts } = await compare(one(passed), after)
      assert.deepEqual([alike, facts[0]?.name], [false, name])
    })

  test('other ids, times, ports and the order of nodes mean nothing', async () => {
    const nodes = cluster.nodes.map((node, index) => ({ ...node, name: `n${index}` })).toReversed()
    const facts = {
      runId: 'other',
      command: 'x',
      folder: 'y',
      cluster: { ...cluster, nodes, server: 'https://127.0.0.1:1' },
    }
    assert.equal((await compare(one(passed), { ...one(passed), facts })).alike, true)
  })

  test('other scenarios are named', async () => {
    const { alike, onlyBefore, onlyAfter } = await compare(one(passed), one(passed, { name: 'T' }))
    assert.deepEqual([alike, onlyBefore, onlyAfter], [false, ['identity/dns/s'], ['identity/dns/t']])
  })
})

describe('how it is shown', () => {
  test('as text, first things first', async () => {
    const facts = { cluster: { ...fixtureFacts.cluster, version: 'v1.38.0' } }
    const figure = (value: number) => ({
      figures: [{ name: 'gone for', value, unit: 's' as const, limit: 30 }],
    })
    const text = diffAsText(
      await compare(one({ ...passed, ...figure(1) }), { ...one({ ...failed, ...figure(31) }), facts }),
    )
    assert.equal(
      text,
      `A  20261124t070000z-k3f9  ACCEPTED  1 scenarios, kind-stateproof, Kubernetes v1.37.2
B  20261124t070000z-k3f9  REJECTED  1 scenarios, kind-stateproof, Kubernetes v1.38.0

Like with like: no
  cluster.version: v1.37.2 -> v1.38.0

Verdicts that changed:
  BROKEN  identity/dns/s (must): passed -> failed
          it broke

Figures that moved beyond their noise:
  SLOWER  identity/dns/s: gone for 1 s -> 31 s (limit 30 s, noise 15 s)

REGRESSION: 1 got worse`,
    )
  })

  test('as JSON', async () => {
    const document = diffAsJson(await compare(one(passed), one(failed))) as Record<string, unknown>
    assert.deepEqual(
      [document.apiVersion, document.kind, document.result],
      ['stateproof.dev/v1alpha1', 'RunComparison', 'regression'],
    )
  })

  test('hostile text stays text', async () => {
    const other = { ...hostile, facts: { ...hostile.facts, deviations: [`${evil}2`] } }
    const scenarios = hostile.scenarios.map(scenario => ({ ...scenario, attempts: [passed] }))
    const comparison = await compare({ ...other, scenarios }, hostile)
    assert.ok(comparison.verdicts.length > 0 && comparison.facts.length > 0)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    assert.doesNotMatch(diffAsText(comparison), /[\u0000-\u0008\u000b-\u001f\u202e]/)
    const page = diffAsPage(comparison)
    assert.doesNotMatch(page, /<script|\u202e|javascript:/)
    assert.match(page, /&lt;script&gt;alert/)
  })
})
