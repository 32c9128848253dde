/** Parts joined into one run: the same as if it had not been split; and what is refused, or named, when it cannot be. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { scenarioId } from '../../scenario-id.ts'
import { fixtureFacts } from '../fixture/journal.ts'
import {
  type FixtureAttempt,
  type FixtureRun,
  type FixtureScenario,
  passed,
  uriOf,
  writeFixture,
} from '../fixture/run.ts'
import { allPassed, everyVerdict } from '../fixture/samples.ts'
import { type RunResults, readRun } from '../results.ts'
import { prepareMerge } from './merge-runs.ts'

async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'stateproof-merge-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const idOf = (scenario: FixtureScenario) => scenarioId(uriOf(scenario), scenario.name)
const selectionOf = (selected: FixtureScenario[]) =>
  createHash('sha256').update(selected.map(idOf).join('\n')).digest('hex')

/** One part of a run, as `run --shard index/count` would have left it. */
function partOf(run: FixtureRun, index: number, count: number, change: Partial<FixtureRun> = {}): FixtureRun {
  const selected = run.scenarios.filter(({ attempts }) => attempts !== undefined)
  const ours = selected.filter((_, position) => position % count === index - 1)
  const shard = { index, count, of: selected.length, selection: selectionOf(selected) }
  const facts = {
    runId: `20261124t0700${index}0z-part`,
    command: `stateproof run --shard ${index}/${count} --parallel 2`,
    shard,
    ...change.facts,
  }
  const scenarios = run.scenarios.map(({ attempts, ...scenario }) => ({
    ...scenario,
    ...(attempts && ours.some(({ name }) => name === scenario.name) && { attempts }),
  }))
  return { scenarios, ids: `p${index}-`, ...change, facts }
}

async function mergeParts(folder: string, parts: FixtureRun[]): Promise<RunResults> {
  const directories = parts.map((part, index) => {
    const directory = join(folder, `part-${index}`)
    writeFixture(directory, part)
    return directory
  })
  const merge = await prepareMerge(directories)
  mkdirSync(join(folder, 'joined'))
  return await merge.writeTo(join(folder, 'joined'))
}

const withoutTimes = ({ scenarios, counts, verdict, reasons, notSelected, remarks }: RunResults) => ({
  verdict,
  reasons,
  counts,
  notSelected,
  remarks,
  scenarios: scenarios.map(({ attempts, ...scenario }) => ({
    ...scenario,
    attempts: attempts.map(({ startedAt: _, ...attempt }) => attempt),
  })),
})

for (const [name, run] of Object.entries({ everyVerdict, allPassed }))
  for (const count of [1, 2, 3, 5])
    test(`${name} in ${count} parts: the same scenarios, verdicts, counts and evidence`, () =>
      withFolder(async folder => {
        writeFixture(join(folder, 'whole'), run)
        const whole = await readRun(join(folder, 'whole'))
        const order = Array.from({ length: count }, (_, index) => count - index)
        const joined = await mergeParts(
          folder,
          order.map(index => partOf(run, index, count)),
        )
        assert.deepEqual(withoutTimes(joined), withoutTimes(whole))
        for (const path of whole.scenarios.flatMap(({ evidence }) => evidence))
          assert.ok(existsSync(join(folder, 'joined', path)), path)
        assert.deepEqual(
          joined.facts?.mergedFrom?.map(({ shard }) => shard),
          order.toReversed(),
        )
        assert.equal(joined.facts?.command, 'stateproof run --parallel 2')
      }))

test('the same parts give the same bytes, in whatever order they are named', () =>
  withFolder(async folder => {
    const parts = [1, 2, 3].map(index => partOf(everyVerdict, index, 3))
    await mergeParts(join(folder, 'a'), parts)
    await mergeParts(join(folder, 'b'), parts.toReversed())
    for (const file of ['messages.ndjson', 'journal.ndjson', 'report.json', 'report.html', 'SHA256SUMS'])
      assert.equal(
        readFileSync(join(folder, 'a/joined', file), 'utf8'),
        readFileSync(join(folder, 'b/joined', file), 'utf8'),
      )
  }))

test('what each part’s preflight and scenarios found stays, once each', () =>
  withFolder(async folder => {
    const parts = [1, 2].map(index => {
      const warning = `${index} s behind`
      const finding = { code: 'clock-skew', outcome: 'warning' as const, sentence: warning, scenarios: [] }
      const same = { ...finding, outcome: 'ok' as const, sentence: 'same' }
      const facts = {
        deviations: ['of the cluster', warning, `found by ${index}`],
        preflight: [same, finding],
      }
      return partOf(allPassed, index, 2, { facts: { ...partOf(allPassed, index, 2).facts, ...facts } })
    })
    const { facts } = await mergeParts(folder, parts)
    assert.deepEqual(facts?.deviations, [
      'of the cluster',
      '1 s behind',
      'found by 1',
      '2 s behind',
      'found by 2',
    ])
    assert.deepEqual(
      facts?.preflight?.map(({ sentence }) => sentence),
      ['same', '1 s behind', '2 s behind'],
    )
  }))

test('a part by itself is not accepted, and says that it is a part', () =>
  withFolder(async folder => {
    writeFixture(folder, partOf(allPassed, 1, 2))
    const { verdict, reasons } = await readRun(folder)
    assert.equal(verdict, 'partial')
    assert.match(reasons.join(), /this is part 1 of 2: stateproof merge joins them/)
  }))

describe('refused', () => {
  const { cluster } = fixtureFacts
  const other: [string, Partial<FixtureRun>, RegExp][] = [
    [
      'another cluster',
      { facts: { cluster: { ...cluster, server: 'https://10.0.0.1:6443' } } },
      /kind-stateproof at https:\/\/127.*got kind-stateproof at https:\/\/10/,
    ],
    [
      'another version of Kubernetes',
      { facts: { cluster: { ...cluster, version: 'v1.38.0' } } },
      /cluster\.version v1\.37\.2, got cluster\.version v1\.38\.0/,
    ],
    ['another version of stateproof', { facts: { harnessVersion: '9.9.9' } }, /harnessVersion/],
    ['other images', { facts: { images: { nginx: 'x' } } }, /images/],
    [
      'another selection',
      { facts: { shard: { index: 2, count: 2, of: 9, selection: 'f'.repeat(64) } } },
      /selection ffffffff/,
    ],
    [
      'another number of parts',
      { facts: { shard: { index: 2, count: 4, of: 9, selection: 'f'.repeat(64) } } },
      /got 4 parts/,
    ],
    ['the same run twice', { facts: { runId: '20261124t070010z-part' } }, /run 20261124t070010z-part twice/],
    ['a run that was not split', { facts: { shard: undefined as never } }, /a run that is whole/],
    [
      'other features',
      { scenarios: [{ name: 'Another', attempts: [passed] }] },
      /the same features and steps/,
    ],
  ]
  for (const [what, change, message] of other)
    test(what, () =>
      withFolder(async folder => {
        const parts = [partOf(allPassed, 1, 2), partOf(allPassed, 2, 2, change)]
        await assert.rejects(mergeParts(folder, parts), { code: 'unlike-runs', exitCode: 2, message })
        assert.equal(existsSync(join(folder, 'joined/messages.ndjson')), false)
      }),
    )

  test('a folder with the records of two runs', () =>
    withFolder(async folder => {
      const [a, b] = [1, 2].map(index => partOf(allPassed, index, 2))
      writeFixture(join(folder, 'a'), a as FixtureRun)
      writeFixture(join(folder, 'b'), b as FixtureRun)
      const file = join(folder, 'a/messages.ndjson')
      writeFileSync(
        file,
        readFileSync(file, 'utf8') + readFileSync(join(folder, 'b/messages.ndjson'), 'utf8'),
      )
      await assert.rejects(prepareMerge([join(folder, 'a'), join(folder, 'b')]), {
        message: /messages of 2 runs/,
      })
    }))
})

describe('named, and not accepted', () => {
  const parts = (...indices: number[]) => indices.map(index => partOf(allPassed, index, 3))
  const failed: FixtureAttempt = { steps: ['PASSED', 'FAILED'], message: 'it broke' }
  const damagedPart = (change: Partial<FixtureRun>) => [...parts(1, 3), partOf(allPassed, 2, 3, change)]
  const fewer = partOf(allPassed, 2, 3).scenarios.map(({ attempts, ...scenario }, index) =>
    index < 4 && attempts ? { ...scenario, attempts } : scenario,
  )
  const cases: [string, FixtureRun[], string, RegExp][] = [
    ['a part is missing', parts(1, 3), 'inconclusive', /part 2 of 3 is missing: 3 scenarios of it/],
    ['a part was killed', damagedPart({ end: null }), 'inconclusive', /part 2 of 3 .*killed/],
    ['a part was interrupted', damagedPart({ end: { interrupted: true } }), 'inconclusive', /interrupted/],
    [
      'a part was in trouble',
      damagedPart({ end: { trouble: 'the disk was full' } }),
      'inconclusive',
      /part 2 of 3 .*the disk was full/,
    ],
    [
      'a part left something behind',
      damagedPart({ end: { leftBehind: ['namespace x'] } }),
      'partial',
      /left behind: namespace x/,
    ],
    [
      'a part has fewer scenarios than it should',
      damagedPart({ scenarios: fewer }),
      'inconclusive',
      /part 2 of 3 .* has 1 of its 3 scenarios/,
    ],
    [
      'a part is there twice',
      [...parts(1, 2, 3), partOf(allPassed, 2, 3, { facts: { runId: '20261124t080000z-more' }, ids: 'q' })],
      'partial',
      /more than one run ran identity\/dns\/the-names-follow-the-pods, .*the worse result counts/,
    ],
    [
      'a part is there twice, and failed once',
      [
        ...parts(1, 2, 3),
        partOf(
          { scenarios: allPassed.scenarios.map(scenario => ({ ...scenario, attempts: [failed] })) },
          2,
          3,
          {
            facts: { runId: '20261124t080000z-more' },
            ids: 'q',
          },
        ),
      ],
      'rejected',
      /more than one run ran/,
    ],
  ]
  for (const [what, runs, verdict, reason] of cases)
    test(what, () =>
      withFolder(async folder => {
        const joined = await mergeParts(folder, runs)
        assert.equal(joined.verdict, verdict)
        assert.match(joined.reasons.join('\n'), reason)
        assert.equal(new Set(joined.scenarios.map(({ id }) => id)).size, joined.scenarios.length)
      }),
    )

  test('what needs the cluster for itself ran while another part did: neither is judged, not even failed', () =>
    withFolder(async folder => {
      const scenarios = allPassed.scenarios.slice(0, 4).map((scenario, index) => ({
        ...scenario,
        tags: index === 0 ? ['@must', '@serial'] : ['@must'],
        attempts: index === 1 ? [failed] : [passed],
      }))
      // The fixture's scenarios begin one after another, by their place in the features; here two share their time.
      const parts = [partOf({ scenarios }, 1, 2), partOf({ scenarios }, 2, 2)]
      const first = await mergeParts(join(folder, 'apart'), parts)
      assert.deepEqual([first.verdict, first.counts.inconclusive], ['rejected', 0])
      for (const [index, part] of parts.entries()) writeFixture(join(folder, `${index}`), part)
      const file = join(folder, '1', 'messages.ndjson')
      // The second scenario begins a second earlier, and so before the first has ended.
      const { seconds } = JSON.parse(
        readFileSync(file, 'utf8')
          .split('\n')
          .find(line => line.includes('"testCaseStarted"')) ?? '',
      ).testCaseStarted.timestamp
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replaceAll(`"seconds":${seconds}`, `"seconds":${seconds - 1}`),
      )
      const merge = await prepareMerge(['0', '1'].map(name => join(folder, name)))
      mkdirSync(join(folder, 'joined'))
      const { verdict, scenarios: joined } = await merge.writeTo(join(folder, 'joined'))
      assert.equal(verdict, 'inconclusive')
      assert.deepEqual(
        joined.map(({ verdict, reason }) => [verdict, /part \d of 2 ran at the same time/.test(reason)]),
        [
          ['inconclusive', true],
          ['inconclusive', true],
          ['passed', false],
          ['passed', false],
        ],
      )
    }))

  test('what cannot be read in a part cannot be read in the whole', () =>
    withFolder(async folder => {
      for (const index of [1, 2]) writeFixture(join(folder, `${index}`), partOf(allPassed, index, 2))
      const file = join(folder, '2/messages.ndjson')
      const lines = readFileSync(file, 'utf8').split('\n')
      const begun = lines.findIndex(line => line.includes('testCaseStarted'))
      writeFileSync(file, lines.toSpliced(begun + 1, 0, '\0\0').join('\n'))
      const merge = await prepareMerge(['1', '2'].map(name => join(folder, name)))
      mkdirSync(join(folder, 'joined'))
      const { verdict, scenarios } = await merge.writeTo(join(folder, 'joined'))
      assert.equal(verdict, 'inconclusive')
      assert.equal(scenarios.filter(({ verdict }) => verdict === 'inconclusive').length, 1)
    }))

  test('more parts than scenarios: none is missing', () =>
    withFolder(async folder => {
      const few = { scenarios: allPassed.scenarios.slice(0, 2) }
      const joined = await mergeParts(folder, [partOf(few, 1, 5), partOf(few, 2, 5)])
      assert.deepEqual([joined.verdict, joined.reasons], ['accepted', []])
    }))
})
