/**
 * What the workers of a run need to know, handed over as Cucumber's world parameters: plain JSON,
 * because scenarios may run in worker threads that share no objects with the command line.
 *
 * Knows nothing of how the cluster came to be.
 */
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
  /** What this cluster cannot do, by capability tag, with the reason: `@needs-default-storage-class`. */
  lacking: Record<string, string>
}

/** References of the images that the workloads run. */
export interface WorkloadImages {
  nginx: string
  client: string
  elasticsearch: string
  busybox: string
}

/** Name of the broadcast channel on which the command line tells every worker thread to stop waiting. */
export const interruptChannel = 'stateproof-interrupt'

/** Label on every object of a run; `cleanup` finds them by it. */
export const runLabel = 'stateproof.dev/run'
/** Annotation on every object: the id of the scenario it was made for. */
export const scenarioAnnotation = 'stateproof.dev/scenario'
