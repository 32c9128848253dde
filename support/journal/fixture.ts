/**
 * For integration tests and benchmarks: the real cluster that `npm test` has made, and a namespace of the test's own on it.
 * Knows nothing of scenarios.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { type Cluster, connectCluster } from '../kubernetes/cluster.ts'
import { createObject, deleteObject } from '../kubernetes/objects.ts'
import { runLabel } from '../run-context.ts'
import { type Journal, openJournal } from './journal.ts'
import { openSink } from './sink.ts'

/** @throws Failure where no cluster is named: these tests never pass for want of one. */
export function testCluster(kubeconfigPath = process.env.STATEPROOF_KUBECONFIG): Cluster {
  if (kubeconfigPath === undefined)
    throw new Failure({
      code: 'no-cluster',
      what: 'run the integration tests',
      hint: 'npm test sets STATEPROOF_KUBECONFIG',
    })
  return connectCluster({ kubeconfigPath })
}

export async function withNamespace(
  cluster: Cluster,
  test: (namespace: string) => Promise<void>,
): Promise<void> {
  const name = `stateproof-test-${Math.random().toString(36).slice(2, 8)}`
  const labels = { [runLabel]: 'integration-test' }
  await createObject(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })
  try {
    await test(name)
  } finally {
    await deleteObject(cluster, { kind: 'Namespace', name })
  }
}

/** A journal that writes to a temporary file. */
export function testJournal(
  cluster: Cluster,
  namespace: string,
  signal = new AbortController().signal,
): Promise<Journal> {
  const sink = openSink(join(mkdtempSync(join(tmpdir(), 'stateproof-journal-')), 'journal.ndjson'))
  return openJournal({ cluster, namespace, scenario: 'test/journal', sink, clock: systemClock, signal })
}
