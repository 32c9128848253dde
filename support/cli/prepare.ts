/**
 * What comes before the first scenario: who the cluster is, what it cannot do, what the preflight says. The same for `run`
 * and for `check`.
 */
import { lackingCapabilities } from '../capabilities.ts'
import { type Fingerprint, readFingerprint } from '../cluster/fingerprint.ts'
import type { AcquiredCluster } from '../cluster/provider.ts'
import { exitCodes, Failure } from '../failure.ts'
import { mayI } from '../kubernetes/access-review.ts'
import { type Cluster, connectCluster } from '../kubernetes/cluster.ts'
import { needsOf, readTable } from '../needs/needs.ts'
import type { Inquiry, Selected } from '../preflight/inquiry.ts'
import { preflightCodes, runPreflight } from '../preflight/preflight.ts'
import type { Finding } from '../record.ts'
import { readRight } from '../rights.ts'
import { namespaceName } from '../run-context.ts'
import type { Settings } from '../settings.ts'

export interface Prepared {
  acquired: AcquiredCluster
  cluster: Cluster
  fingerprint: Fingerprint
  /** Capability tags that the cluster lacks, with the reason. */
  lacking: Record<string, string>
  /** Volumes may not be watched with the rights that we have. */
  volumesUnseen: boolean
}

export function connectAcquired({ kubeconfigPath, context }: AcquiredCluster): Cluster {
  return connectCluster({ ...(kubeconfigPath && { kubeconfigPath }), ...(context && { context }) })
}

/** Reads only. @throws Failure when the server does not answer, or is none. */
export async function prepare(settings: Settings, acquired: AcquiredCluster): Promise<Prepared> {
  assertKnownCodes(settings)
  const cluster = connectAcquired(acquired)
  const fingerprint = await readFingerprint(cluster)
  const { storageClass } = settings
  const surroundings = {
    fingerprint,
    ...(acquired.nfs && { nfs: acquired.nfs }),
    ...(storageClass !== undefined && { storageClass }),
  }
  const lacking = lackingCapabilities(surroundings)
  return { acquired, cluster, fingerprint, lacking, volumesUnseen: !(await maySeeVolumes(cluster)) }
}

async function maySeeVolumes(cluster: Cluster): Promise<boolean> {
  const rights = ['list persistentvolumes in cluster', 'watch persistentvolumes in cluster'].map(readRight)
  return (await Promise.all(rights.map(right => mayI(cluster, right, '')))).every(Boolean)
}

export interface Question {
  settings: Settings
  runId: string
  selected: readonly Selected[]
  signal: AbortSignal
  withoutProbes?: boolean
}

/** The preflight for those of the selected scenarios that the cluster's capabilities allow. */
export function inspect(
  { cluster, acquired, fingerprint, lacking }: Prepared,
  question: Question,
): Promise<Finding[]> {
  const { settings, runId, signal, withoutProbes = false } = question
  const selected = question.selected.filter(({ tags }) => !tags.some(tag => lacking[tag] !== undefined))
  const table = readTable()
  const known = selected.flatMap(({ id }) => {
    const needs = needsOf(table, id)
    return needs === undefined ? [] : ([[id, needs]] as const)
  })
  const namespace = settings.namespace ?? namespaceName(runId, 'preflight')
  const inquiry: Inquiry = {
    cluster,
    settings,
    acquired,
    fingerprint,
    runId,
    selected,
    table,
    needs: new Map(known),
    namespace,
    signal,
  }
  return runPreflight(inquiry, { withoutProbes })
}

function assertKnownCodes({ skipPreflight }: Settings): void {
  const strange = skipPreflight.find(code => !preflightCodes.includes(code))
  if (strange === undefined) return
  throw new Failure({
    code: 'settings',
    what: 'use the settings',
    on: '--skip-preflight',
    expected: `one of ${preflightCodes.join(', ')}`,
    got: JSON.stringify(strange),
    exitCode: exitCodes.usage,
  })
}
