/**
 * conformance.yaml: which profiles the cluster conforms to, in the manner of the Gateway API's conformance report
 * (https://gateway-api.sigs.k8s.io/concepts/conformance/), for a list of clusters to be built from. Its rules are taken
 * over: a skipped core test makes the result `partial`, an empty one is none. What could not be judged is a result of
 * its own.
 *
 * A profile is a folder of features. Core is what is required (@must), extended what is recommended (@should); a
 * feature is a capability that scenarios ask for (@needs-…).
 */
import { stringify } from 'yaml'
import { fingerprintOf } from './fingerprint.ts'
import type { RunResults } from './results.ts'
import type { NotSelected, ScenarioResult } from './scenarios.ts'
import type { Level, Verdict } from './verdicts.ts'
import { visibleLine } from './visible.ts'

type Result = 'success' | 'partial' | 'failure' | 'inconclusive'

interface Status {
  result: Result
  statistics: { Passed: number; Failed: number; Skipped: number; Inconclusive: number }
  failedTests?: string[]
  inconclusiveTests?: string[]
  /** Passed, but not at the first attempt. */
  retriedTests?: string[]
  /** Not run here, or not supported by this cluster. */
  skippedTests?: string[]
}

export function renderConformance(results: RunResults): string {
  const { facts, verdict, reasons, scenarios, notSelected, incomplete = [] } = results
  const report = {
    apiVersion: 'stateproof.dev/v1alpha1',
    kind: 'StatefulConformanceReport',
    ...(facts && { date: visibleLine(facts.startedAt) }),
    implementation: implementationOf(results),
    harness: {
      name: 'stateproof',
      ...(facts && { version: visibleLine(facts.harnessVersion), run: visibleLine(facts.runId) }),
    },
    mode: modeOf(results),
    verdict,
    ...(reasons.length > 0 && { reasons: reasons.map(visibleLine) }),
    complete: incomplete.length === 0,
    profiles: profilesOf(scenarios, notSelected),
  }
  // Quoted so that loaders of YAML 1.1 do not make a date or a truth value of a text.
  return stringify(report, { lineWidth: 0, version: '1.1' })
}

/** The cluster is what conforms or does not. */
function implementationOf({ facts }: RunResults) {
  if (facts === undefined) return { project: 'unknown' }
  const { cluster } = facts
  return {
    project: visibleLine(cluster.context),
    version: visibleLine(cluster.version),
    url: visibleLine(cluster.server),
    provider: cluster.provider,
    nodes: cluster.nodes.length,
    ...(cluster.defaultStorageClass && { defaultStorageClass: visibleLine(cluster.defaultStorageClass) }),
    ...(cluster.provisioner && { provisioner: visibleLine(cluster.provisioner) }),
    fingerprint: `sha256:${fingerprintOf(facts).hash}`,
  }
}

/** Two reports of one version in one mode are comparable. */
function modeOf({ facts, notSelected }: RunResults): string {
  if (facts?.shard) return `shard ${facts.shard.index}/${facts.shard.count}`
  return notSelected.length === 0 ? 'default' : 'selection'
}

function profilesOf(scenarios: readonly ScenarioResult[], notSelected: readonly NotSelected[]) {
  const names = [...new Set([...scenarios, ...notSelected].map(({ id }) => folderOf(id)))].sort()
  return names.map(name => {
    const ours = scenarios.filter(({ id }) => folderOf(id) === name)
    const left = notSelected.filter(({ id }) => folderOf(id) === name)
    const core = statusOf(ours, left, 'must')
    const extended = { ...statusOf(ours, left, 'should'), ...featuresOf(ours) }
    return {
      name,
      summary: [summaryOf('Core', core), summaryOf('Extended', extended)].filter(Boolean).join(' '),
      ...(core && { core }),
      ...(Object.keys(extended).length > 0 && { extended }),
    }
  })
}

function statusOf(
  scenarios: readonly ScenarioResult[],
  notSelected: readonly NotSelected[],
  wanted: Level,
): Status | undefined {
  const ours = scenarios.filter(({ level }) => level === wanted)
  const left = notSelected.filter(({ level }) => level === wanted).map(({ id }) => id)
  if (ours.length === 0 && left.length === 0) return undefined
  const ids = (...verdicts: Verdict[]) =>
    ours.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id)
  const [failed, inconclusive] = [ids('failed'), ids('inconclusive')]
  const skipped = [...ids('skipped', 'not supported'), ...left]
  const retried = ours.filter(({ verdict, attempts }) => verdict === 'passed' && attempts.length > 1)
  return {
    result:
      failed.length > 0
        ? 'failure'
        : inconclusive.length > 0
          ? 'inconclusive'
          : skipped.length + retried.length > 0
            ? 'partial'
            : 'success',
    statistics: {
      Passed: ids('passed').length,
      Failed: failed.length,
      Skipped: skipped.length,
      Inconclusive: inconclusive.length,
    },
    ...(failed.length > 0 && { failedTests: failed }),
    ...(inconclusive.length > 0 && { inconclusiveTests: inconclusive }),
    ...(retried.length > 0 && { retriedTests: retried.map(({ id }) => id) }),
    ...(skipped.length > 0 && { skippedTests: skipped }),
  }
}

/** A feature is supported when one of its scenarios passed and none failed; where none could run, it is not. */
function featuresOf(scenarios: readonly ScenarioResult[]) {
  const tags = new Set(scenarios.flatMap(({ tags }) => tags.filter(tag => tag.startsWith('@needs-'))))
  const lists: Record<string, string[]> = {}
  for (const tag of [...tags].sort()) {
    const verdicts = scenarios.filter(({ tags }) => tags.includes(tag)).map(({ verdict }) => verdict)
    const list = verdicts.every(verdict => verdict === 'not supported')
      ? 'unsupportedFeatures'
      : verdicts.includes('passed') && !verdicts.includes('failed')
        ? 'supportedFeatures'
        : 'undecidedFeatures'
    lists[list] = [...(lists[list] ?? []), visibleLine(tag.slice('@needs-'.length))]
  }
  return lists
}

function summaryOf(name: string, status: Partial<Status> | undefined): string {
  if (status?.result === undefined) return ''
  const words = {
    success: 'tests succeeded.',
    partial: `tests partially succeeded with ${status.statistics?.Skipped} test skips and ${status.retriedTests?.length ?? 0} retries.`,
    failure: `tests failed with ${status.statistics?.Failed} test failures.`,
    inconclusive: `tests are inconclusive: ${status.statistics?.Inconclusive} could not be judged.`,
  }
  return `${name} ${words[status.result]}`
}

function folderOf(id: string): string {
  return id.split('/')[0] ?? id
}
