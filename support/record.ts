/**
 * The shapes of what a run leaves behind besides Cucumber's messages: the lines of `journal.ndjson`
 * and the attachments that carry a reason or a figure. Written by the harness, read by the report.
 *
 * Only types and names: imports nothing, so that the report can use it without reaching a cluster.
 */

export type EntrySource =
  /** A watch event, or an object found by the list before it (`type` ADDED, MODIFIED, DELETED). */
  | 'watch'
  /** The watch of a kind was broken for a while: something may have happened unseen (`data: GapData`). */
  | 'gap'
  /** What has no watch: a DNS answer, an HTTP answer (`data` says what was asked and answered). */
  | 'probe'
  /** A step of the scenario began or ended (`type` began, ended; `name` is the step's text). */
  | 'step'
  | 'fault'
  /** What a client wrote (`type` writes, `data: WritesData`) and what was found of it (`judged`, `JudgementData`). */
  | 'ledger'
  /** A long wait: what it waits for and what it last saw. */
  | 'wait'
  /**
   * Facts of the run itself (`type` started with `data: RunFacts`; `type` finished with `data: RunEnd`). A scenario
   * that finds that it differs from the article says so, too (`type` deviation with `data: DeviationData`).
   */
  | 'run'
  /** What the scenario used of the API, once each (`type` right: `name` as rights.ts writes it; object: a template; scale). */
  | 'use'
  | 'note'

/** One line of journal.ndjson. */
export interface Entry {
  /** Order of recording within one scenario's journal (or within the run's own), from 1. */
  seq: number
  /** Monotonic clock of this process, ms. */
  atMs: number
  /** Wall clock, ISO 8601, for people. */
  time: string
  /** Scenario id; absent on entries of the run. */
  scenario?: string
  /** On entries of a run that was joined from several: by the clock of which of them `atMs` is. */
  shard?: number
  source: EntrySource
  type: string
  kind?: string
  namespace?: string
  name?: string
  uid?: string
  resourceVersion?: string
  /** The object as the server sent it, without managedFields. */
  object?: unknown
  data?: unknown
}

export interface GapData {
  kind: string
  /** Monotonic ms between which changes may have been missed. */
  fromMs: number
  untilMs: number
  why: string
}

/** Writes of about one second: together they are all that a ledger counted. */
export interface WritesData {
  /** Monotonic ms at which the second began. */
  fromMs: number
  attempted: number
  acknowledged: number
  /** Refused, or not answered. */
  refused: number
}

/** What the judge of a ledger found when everything was read back. */
export interface JudgementData {
  counts: Record<'attempted' | 'acknowledged' | 'lost' | 'changed' | 'recovered' | 'unexpected', number>
  /** The first ids of each; the counts are complete. */
  named: Record<'lost' | 'changed' | 'unexpected', string[]>
}

export interface NodeFacts {
  name: string
  roles: string[]
  kubeletVersion: string
  containerRuntime: string
  kernel: string
  osImage: string
  architecture: string
  /** Absent in records of older versions. */
  podCidrs?: string[]
  /** Takes Pods that tolerate nothing. Absent in records of older versions. */
  schedulable?: boolean
}

/** One answer of the preflight: what was looked at, what was found, what to do, and whom it concerns. */
export interface Finding {
  /** Stable, kebab-case: what `--skip-preflight` takes. */
  code: string
  /**
   * `unusable`: the run cannot begin. `limits`: the scenarios named cannot be judged or do not apply. `warning`: a
   * difference to know of. `unknown`: it could not be looked at. `skipped`: on request.
   */
  outcome: 'ok' | 'warning' | 'limits' | 'unusable' | 'unknown' | 'skipped'
  /** What was found, as a sentence. */
  sentence: string
  /** What to do about it. */
  fix?: string
  /** Ids of the scenarios that it concerns. */
  scenarios: string[]
  /** What becomes of them when it is not mended. */
  verdict?: 'not supported' | 'inconclusive' | 'skipped'
}

export interface StorageClassFacts {
  name: string
  provisioner: string
  isDefault: boolean
  reclaimPolicy?: string
  bindingMode?: string
  expansion: boolean
}

/** Something that runs in the cluster's own namespaces, with the image as the runtime resolved it. */
export interface ComponentFacts {
  name: string
  namespace: string
  image: string
  digest?: string
}

/** Which part of a selection a run was, where it was split over several. */
export interface ShardFacts {
  /** From 1. */
  index: number
  count: number
  /** How many scenarios the whole selection has. */
  of: number
  /** SHA-256 of their ids: shards of different selections cannot be joined. */
  selection: string
  /** How many scenarios this part has, where they were not dealt out one by one (run --in-cluster). */
  scenarios?: number
}

/** One of the runs that a run was joined from. */
export interface JoinedRun {
  runId: string
  startedAt: string
  finishedAt?: string
  command: string
  /** Position among the shards. Monotonic times of its scenarios are its own clock's. */
  shard?: number
  /** Ids of the scenarios that it ran. */
  scenarios: string[]
}

/** The shape of messages.ndjson and journal.ndjson that this version writes, and the newest that it reads. */
export const recordFormat = 1

/** What was tested, with what, and how. */
export interface RunFacts {
  /** Version of the record's own shape; absent in the first. A reader refuses a newer one. */
  format?: number
  runId: string
  harnessVersion: string
  nodeVersion: string
  startedAt: string
  /** The command as it could be pasted into a shell. */
  command: string
  tagExpression?: string
  parallel: number
  shard?: ShardFacts
  /** The runs that this one was joined from. */
  mergedFrom?: JoinedRun[]
  /** The run's folder as seen from where it was started, unless it lies elsewhere: CI systems look for files from there. */
  folder?: string
  cluster: {
    provider: 'kind' | 'existing'
    context: string
    server: string
    version: string
    nodes: NodeFacts[]
    dnsDomain?: string
    dnsReplicas?: number
    defaultStorageClass?: string
    provisioner?: string
    /** Absent, as the next three, where it may not be read or the record is of an older version. */
    storageClasses?: StorageClassFacts[]
    /** Control plane, network, DNS, provisioners. */
    components?: ComponentFacts[]
    /** The network plugin, by the name of what runs. */
    cni?: string
    /** Image of the DNS server. */
    dns?: string
    /** Kinds that the user may not list: what is said of them is not known. */
    hidden?: string[]
  }
  /** Settings that differ from their default, by name. */
  settings?: Record<string, unknown>
  /** Image references used, and where they came from. */
  images: Record<string, string>
  imageSupply?: { kind: string; why: string }
  /** What differs from the article or from a plain cluster, one sentence each. */
  deviations: string[]
  /** What the preflight found. Absent in records of older versions. */
  preflight?: Finding[]
  /** The one namespace in which everything ran, where one was given. */
  namespace?: string
}

/** One more of the run's deviations, found while it ran: one sentence. */
export interface DeviationData {
  text: string
}

export interface RunEnd {
  finishedAt: string
  interrupted: boolean
  /** The harness itself failed or lost the cluster: one sentence. */
  trouble?: string
  /** Namespaces and objects that could not be removed. */
  leftBehind: string[]
  /** Ids of scenarios that more than one of the joined runs ran; the worse result counts. */
  duplicates?: string[]
  /** The most memory that the harness held, worker threads included. Absent in records of older versions. */
  peakMemoryBytes?: number
}

/** `application/vnd.stateproof.verdict+json`: why a scenario is not simply passed or failed. */
export const verdictMediaType = 'application/vnd.stateproof.verdict+json'
export interface VerdictNote {
  verdict: 'inconclusive' | 'not supported' | 'skipped'
  reason: string
}

/** `application/vnd.stateproof.figure+json`: a measured number that the report shows. */
export const figureMediaType = 'application/vnd.stateproof.figure+json'
export interface Figure {
  /** As a person reads it: `old address last answered`. */
  name: string
  value: number
  unit: 's' | 'ms' | 'requests' | 'answers' | 'count'
  /** The limit stated in the feature, in the same unit, if there is one. */
  limit?: number
  /** Of a time: when it began, on the journal's monotonic clock, so that it can be drawn beside what happened. */
  fromMs?: number
}

/** `application/vnd.stateproof.failure+json`: a failure's facts, so that nobody parses text. */
export const failureMediaType = 'application/vnd.stateproof.failure+json'
export interface FailureNote {
  code: string
  what: string
  on?: string
  expected?: string
  got?: string
  hint?: string
  /** What blocks the object that was waited for: events and conditions, one line each. */
  blockedBy?: string[]
}

/** One attempted operation of a workload's client, e.g. a write. Times are monotonic ms. */
export interface LedgerEntry {
  id: string
  attemptedAtMs: number
  acknowledgedAtMs?: number
  refusedAtMs?: number
}

/** `evidence/<scenario id>/index.json`: what was kept when a scenario failed, what was not, and what was taken out. */
export interface EvidenceIndex {
  version: 1
  scenario: string
  takenAt: string
  seconds: number
  bounds: { bytesPerFile: number; bytes: number; seconds: number }
  files: EvidenceFile[]
  /** What could not be got, with the reason. */
  missing: { file: string; what: string; why: string }[]
  /** What was not asked for, or more than is kept, with the reason. */
  leftOut: { what: string; why: string }[]
}

export interface EvidenceFile {
  /** Below the scenario's evidence folder. */
  file: string
  /** As a person would call it. */
  what: string
  bytes: number
  /** Bytes that were there before it was cut. */
  cutFrom?: number
  /** What was taken out of it, by kind; never the value. */
  redacted?: { kind: string; count: number }[]
}
