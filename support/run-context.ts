/**
 * What the workers of a run need to know, handed over as Cucumber's world parameters: plain JSON,
 * because scenarios may run in worker threads that share no objects with the command line.
 *
 * Knows nothing of how the cluster came to be.
 */
import type { VerdictNote } from './record.ts'
import { slug } from './scenario-id.ts'
import type { Settings } from './settings.ts'

export interface RunContext {
  runId: string
  kubeconfigPath?: string
  context?: string
  /** Folder of the run; journal.ndjson and evidence/ are written below it. */
  outputDir: string
  timeoutScale: number
  keep: Settings['keep']
  images: WorkloadImages
  imagePullPolicy: 'IfNotPresent' | 'Never'
  /** The NFS server outside the cluster; absent where there is none. */
  nfs?: NfsServer
  /** The engine whose containers the nodes are, where they are ours (value for DOCKER_HOST). */
  engine?: string
  /** What this cluster cannot do, by capability tag, with the reason: `@needs-default-storage-class`. */
  lacking: Record<string, string>
  /** What the preflight found against single scenarios, by id: they are not begun. */
  barred: Record<string, VerdictNote>
  /** The one namespace that the run was given; without it each scenario makes its own. */
  namespace?: string
  /** The storage class to test instead of the default one. */
  storageClass?: string
  /** Volumes may not be watched with the rights that we have; scenarios that look at them are barred. */
  volumesUnseen?: boolean
}

/** An NFS server that the nodes reach, and the directory that it shares. */
export interface NfsServer {
  server: string
  path: string
  /** Where it is a container of ours: how to look at its disk, stop and start it. */
  control?: { engine: string; container: string }
}

/** Container, and name on the network, of a second server beside that one, which squashes root. */
export function squashingServerName(container: string): string {
  return `${container}-squash`
}

/** References of the images that the workloads run. */
export interface WorkloadImages {
  nginx: string
  client: string
  nfsProvisioner: string
  elasticsearch: string
  busybox: string
}

/** Name of the broadcast channel on which the command line tells every worker thread to stop waiting. */
export const interruptChannel = 'stateproof-interrupt'

/** Label on every object of a run; `cleanup` finds them by it. */
export const runLabel = 'stateproof.dev/run'
/** Selects what a run has made; without an id, what every run has. */
export function runSelector(runId?: string): string {
  return runId === undefined ? runLabel : `${runLabel}=${runId}`
}
/** Label on a namespace that serves several scenarios of a run, and goes last. */
export const sharedLabel = 'stateproof.dev/shared'
/** Annotation on every object: the id of the scenario it was made for. */
export const scenarioAnnotation = 'stateproof.dev/scenario'

/** The namespace of a scenario: a new one for each call, unless the run was given one. */
export function nameNamespace(
  { runId, namespace }: Pick<RunContext, 'runId' | 'namespace'>,
  scenario: string,
): string {
  return namespace ?? namespaceName(runId, slug(scenario.split('/').slice(1).join('-')))
}

/**
 * Name of a new namespace: `stateproof-dns-the-names-follow-k3f9-x7f2q`. It says what it is for, fits into 63
 * characters, does not repeat, and tells the run, since a volume outlives its namespace and carries no label of ours.
 */
export function namespaceName(runId: string, words: string): string {
  const random = Math.random().toString(36).slice(2, 7).padEnd(5, '0')
  return `stateproof-${words.slice(0, 38).replace(/-$/, '')}-${suffixOf(runId)}-${random}`
}

/** Name of a namespace that serves several scenarios: the same in every thread of the run. */
export function sharedNamespaceName(runId: string, words: string): string {
  return `stateproof-${words}-${suffixOf(runId)}-run00`
}

/** Whether a namespace of this name was made by the run; without a run, by any. */
export function isNamespaceOfRun(namespace: string, runId?: string): boolean {
  const suffix = runId === undefined ? '[a-z0-9]+' : suffixOf(runId)
  return new RegExp(`^stateproof-.+-${suffix}-[a-z0-9]{5}$`).test(namespace)
}

/** The random end of a run's id, or of a scenario's namespace. */
export function suffixOf(runId: string): string {
  return runId.slice(runId.lastIndexOf('-') + 1)
}
