/**
 * The error of a promise that the cluster did not keep: expected, got, on which object. Everything else that can go
 * wrong is not the cluster's verdict; `isOurIgnorance` tells the two apart.
 */
import { exitCodes, Failure, type FailureFacts } from './failure.ts'

/** A promise was broken: the scenario fails. */
export function brokenPromise(facts: Omit<FailureFacts, 'code' | 'exitCode'>): Failure {
  return new Failure({ ...facts, code: 'broken-promise', exitCode: exitCodes.failed })
}

/** The harness could not know: the scenario is inconclusive. */
export function cannotKnow(facts: Omit<FailureFacts, 'code' | 'exitCode'>): Failure {
  return new Failure({ ...facts, code: 'cannot-know', exitCode: exitCodes.inconclusive })
}

/** Failures that say something about the harness, its connection or the images, and nothing about the cluster's promises. */
const ignorance = new Set([
  'aborted',
  'api-away',
  // A right that we lack, a quota, a policy: the server would not do what the scenario begins with.
  'api-refused',
  'api-timeout',
  'api-unreachable',
  'cannot-know',
  'check-broken',
  'command-not-run',
  'dns-unknown',
  'engine-lost',
  'engine-refused',
  'exec-lost',
  'exec-refused',
  'exec-timeout',
  'fault-ended',
  'image-pull',
  'interrupted',
  'journal-file',
  'journal-lost',
  'nfs-server-lost',
  // The cluster is too small for what the scenario begins with.
  'no-room',
  // A policy of the cluster (Pod Security, above all) does not let the workload's Pods in.
  'pods-refused',
  'port-forward-lost',
  'watch-silent',
  'world-closed',
])

/** Whether this error leaves the verdict open. An error that is none of ours (a bug) leaves it open, too. */
export function isOurIgnorance(error: unknown): boolean {
  return !(error instanceof Failure) || ignorance.has(error.code)
}
