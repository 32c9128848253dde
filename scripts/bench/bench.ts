/**
 * `npm run bench`: measures what the harness promises about itself and prints each number beside its target. Timings
 * belong here and not into tests: a busy machine would fail those without anything being broken.
 *
 * `npm run bench -- wake serial` measures only what is named. Exit code 1 if a target is missed.
 */
import { say } from '../checks/stages.ts'
import { type CrowdMeasurement, measureCrowd } from './measure-crowd.ts'
import { measureReport } from './measure-report.ts'
import { measureColdCluster, measureRun, type RunMeasurement } from './measure-runs.ts'
import { measureWake } from './measure-wake.ts'

interface Row {
  what: string
  value: number
  unit: 's' | 'ms' | 'MB' | '%' | 'documents a second'
  /** At most this, or at least. */
  target: number
  atLeast?: boolean
}

/** Repeated, and the median taken: a single run may meet a neighbour's work. */
const rounds = 3

/** The article's experiments without NFS and Elasticsearch, for which the targets of time and memory are. */
const firstHalf = ['--tags', '@must and not @needs-nfs']

const benches: Record<string, () => Promise<Row[]>> = {
  async cold() {
    const { seconds } = await measureColdCluster(firstHalf)
    return [
      {
        what: 'npm start of the first half, images cached, no cluster',
        value: seconds,
        unit: 's',
        target: 120,
      },
    ]
  },
  serial: () => scenarios('the first half, one after another', ['--parallel', '1', ...firstHalf]),
  parallel: () => scenarios('the first half, two at a time', ['--parallel', '2', ...firstHalf]),
  elasticsearch: secondHalf,
  async report() {
    // A full run: 60 scenarios, 20,000 lines of journal.
    const full = await measureReport({ scenarios: 60, lines: 290, open: true })
    const huge = await measureReport({ scenarios: 10_000, lines: 0 })
    return [
      { what: 'report of a full run', value: full.seconds, unit: 's', target: 2 },
      { what: 'report of a full run: its page', value: full.pageMegabytes, unit: 'MB', target: 3 },
      {
        what: 'report of a full run: until Chromium shows it',
        value: full.openSeconds ?? Number.NaN,
        unit: 's',
        target: 1,
      },
      { what: 'report of 10,000 scenarios', value: huge.seconds, unit: 's', target: 20 },
      { what: 'report of 10,000 scenarios: memory', value: huge.megabytes, unit: 'MB', target: 500 },
    ]
  },
  crowd: amongMany,
  async wake() {
    const { p99Ms } = await measureWake()
    return [{ what: 'from watch event to our next request, p99', value: p99Ms, unit: 'ms', target: 100 }]
  },
}

/** The article's second half: NFS and Elasticsearch, all of it, and what npm test runs of it. */
async function secondHalf(): Promise<Row[]> {
  const whole = await measureRun(['--tags', '@needs-nfs', '--parallel', '2'])
  const required = await measureRun(['--tags', '@needs-nfs and @must', '--parallel', '2'])
  const figure = (name: string) => whole.figures.get(name) ?? [Number.NaN]
  return [
    { what: 'every NFS and Elasticsearch scenario', value: whole.seconds, unit: 's', target: 720 },
    { what: 'the required ones', value: required.seconds, unit: 's', target: 360 },
    {
      what: 'Elasticsearch green after its creation',
      value: Math.max(...figure('green after its creation')),
      unit: 's',
      target: 75,
    },
    {
      what: 'documents acknowledged by two nodes before a disruption, median',
      value: median(figure('documents acknowledged a second before the disruption')),
      unit: 'documents a second',
      target: 200,
      atLeast: true,
    },
  ]
}

/** The article's first half on the kind cluster, alone and beside 500 nodes and 20,000 Pods. */
async function amongMany(): Promise<Row[]> {
  const { alone, crowded } = await measureCrowd([...firstHalf, '--parallel', '2'])
  const more = (name: keyof CrowdMeasurement) => (crowded[name] / alone[name] - 1) * 100
  say(
    `     alone ${alone.megabytes.toFixed(0)} MB of memory, ${alone.trafficMegabytes.toFixed(1)} MB of traffic; crowded ${crowded.megabytes.toFixed(0)} MB and ${crowded.trafficMegabytes.toFixed(1)} MB`,
  )
  return [
    {
      what: 'beside 20,000 Pods: more memory of the harness',
      value: more('megabytes'),
      unit: '%',
      target: 20,
    },
    { what: 'beside 20,000 Pods: more traffic', value: more('trafficMegabytes'), unit: '%', target: 20 },
  ]
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !(name in benches))
if (unknown.length > 0)
  say(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
const rows: Row[] = []
for (const [name, bench] of Object.entries(benches))
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench()).map(printed))
process.exitCode = unknown.length > 0 ? 2 : rows.some(isMissed) ? 1 : 0

/** The wall time of the whole command, and the most memory that any of the runs took. */
async function scenarios(what: string, flags: string[]): Promise<Row[]> {
  const runs: RunMeasurement[] = []
  for (let round = 0; round < rounds; round++) runs.push(await measureRun(flags))
  return [
    { what, value: median(runs.map(({ seconds }) => seconds)), unit: 's', target: 45 },
    {
      what: `${what}: memory of the harness`,
      value: Math.max(...runs.map(({ megabytes }) => megabytes)),
      unit: 'MB',
      target: 300,
    },
  ]
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** A value that could not be measured misses its target, too. */
function isMissed({ value, target, atLeast }: Row): boolean {
  return !(atLeast ? value >= target : value <= target)
}

function printed(row: Row): Row {
  const { what, value, unit, target, atLeast } = row
  say(
    `${isMissed(row) ? 'MISS' : 'ok  '} ${value.toFixed(1).padStart(7)} ${unit}  (${atLeast ? 'at least' : 'at most'} ${target} ${unit})  ${what}`,
  )
  return row
}
