/**
 * openmetrics.txt: the run's figures as OpenMetrics text 1.0
 * (https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md), for a series over many runs. No
 * sample has a time of its own: whoever reads the file knows when it does.
 */
import { slug } from '../scenario-id.ts'
import type { RunResults } from './results.ts'
import type { ScenarioResult } from './scenarios.ts'
import { uniqueNames, visibleLine } from './visible.ts'

type Labels = Record<string, string>

interface Family {
  name: string
  type: 'gauge' | 'info' | 'stateset'
  help: string
  unit?: string
  samples: Iterable<[Labels, number]>
}

/** In pieces, one for each family. */
export function* renderOpenMetrics(results: RunResults): Generator<string> {
  const named = withUniqueIds(results.scenarios)
  for (const family of [...runFamilies(results), durations(named), ...figureFamilies(named)])
    yield* describe(family)
  yield '# EOF\n'
}

interface Named {
  id: string
  scenario: ScenarioResult
}

function withUniqueIds(scenarios: readonly ScenarioResult[]): Named[] {
  const ids = uniqueNames(scenarios.map(({ id }) => id))
  return scenarios.map((scenario, index) => ({ id: ids[index] ?? scenario.id, scenario }))
}

const runVerdicts = ['accepted', 'partial', 'rejected', 'inconclusive', 'nothing ran']

function runFamilies({ facts, end, verdict, counts, incomplete = [] }: RunResults): Family[] {
  const info = {
    run: facts?.runId ?? 'unknown',
    context: facts?.cluster.context ?? 'unknown',
    kubernetes: facts?.cluster.version ?? 'unknown',
    harness: facts?.harnessVersion ?? 'unknown',
  }
  const name = 'stateproof_run_verdict'
  return [
    { name: 'stateproof_run', type: 'info', help: 'What was run on what.', samples: [[info, 1]] },
    {
      name,
      type: 'stateset',
      help: 'The verdict on the run.',
      samples: runVerdicts.map((state): [Labels, number] => [{ [name]: state }, state === verdict ? 1 : 0]),
    },
    gauge('stateproof_run_complete', 'Whether the record of the run is whole.', [
      [{}, incomplete.length === 0 ? 1 : 0],
    ]),
    time('stateproof_run_start', 'When the run began, since 1970.', facts?.startedAt),
    time('stateproof_run_end', 'When the run ended, since 1970.', end?.finishedAt),
    gauge(
      'stateproof_scenarios',
      'How many scenarios had each verdict.',
      Object.entries(counts).map(([verdict, count]): [Labels, number] => [{ verdict }, count]),
    ),
  ]
}

function gauge(name: string, help: string, samples: Family['samples'], unit?: string): Family {
  return { name, type: 'gauge', help, samples, ...(unit && { unit }) }
}

function time(name: string, help: string, at: string | undefined): Family {
  const seconds = Date.parse(at ?? '') / 1000
  return gauge(`${name}_timestamp_seconds`, help, Number.isNaN(seconds) ? [] : [[{}, seconds]], 'seconds')
}

function durations(named: readonly Named[]): Family {
  const samples = named.map(({ id, scenario: { level, verdict, seconds } }): [Labels, number] => [
    { scenario: id, level, verdict },
    rounded(seconds),
  ])
  return gauge('stateproof_scenario_duration_seconds', 'How long each scenario took.', samples, 'seconds')
}

/** A family for each unit, and one for its limits. */
function figureFamilies(named: readonly Named[]): Family[] {
  const samples = named.flatMap(({ id, scenario: { figures } }) => {
    const names = uniqueNames(figures.map(({ name }) => name))
    return figures.map(({ value, unit, limit }, index) => {
      const factor = unit === 'ms' ? 0.001 : 1
      const labels = { scenario: id, figure: names[index] ?? '' }
      return { labels, unit: unitOf(unit), value: value * factor, limit: limit && limit * factor }
    })
  })
  const units = [...new Set(samples.map(({ unit }) => unit))].sort()
  return units.flatMap(unit => {
    const ours = samples.filter(sample => sample.unit === unit)
    const limited = ours.filter(({ limit }) => limit !== undefined)
    const values = ours.map(({ labels, value }): [Labels, number] => [labels, value])
    const limits = limited.map(({ labels, limit = 0 }): [Labels, number] => [labels, limit])
    return [
      gauge(`stateproof_figure_${unit}`, 'What was measured in a scenario.', values, unit),
      gauge(`stateproof_figure_limit_${unit}`, 'The limit that the feature states for it.', limits, unit),
    ]
  })
}

/** Base units, as OpenMetrics asks; `count` is the end of a name that means something else there. */
function unitOf(unit: string): string {
  if (unit === 's' || unit === 'ms') return 'seconds'
  return unit === 'count' ? 'items' : slug(unit).replaceAll('-', '_') || 'items'
}

function* describe({ name, type, help, unit, samples }: Family): Generator<string> {
  const lines = [...samples].map(
    ([labels, value]) => `${name}${type === 'info' ? '_info' : ''}${labelsOf(labels)} ${value}\n`,
  )
  if (lines.length === 0) return
  yield `# TYPE ${name} ${type}\n${unit ? `# UNIT ${name} ${unit}\n` : ''}# HELP ${name} ${help}\n`
  yield* lines
}

function labelsOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(visibleLine(value))}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
