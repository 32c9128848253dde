/**
 * Keeps what explains a failure, at the moment of the failure and before anything is removed: objects, events, logs,
 * and what the cluster's DNS is configured to do. Bounded, and a collector that fails is a note, never a second failure.
 *
 * Secrets are not read at all.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { messageOf } from '../failure.ts'
import type { Kind } from '../kubernetes/kinds.ts'
import { podLogs } from '../kubernetes/logs.ts'
import { listObjects } from '../kubernetes/objects.ts'
import type { Scope } from '../scope.ts'

const kinds: readonly Kind[] = [
  'StatefulSet',
  'Pod',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Service',
  'EndpointSlice',
  'ControllerRevision',
]
/** The last lines tell why; a page of them is read, a megabyte is not. */
const logLines = 200
const collectWithinMs = 15_000

/** Writes `evidence/<scenario id>/…` into the run's folder. */
export async function collectEvidence(scope: Scope): Promise<void> {
  const folder = join(scope.run.outputDir, 'evidence', scope.scenario)
  const keep = (file: string, content: () => string | Promise<string>) =>
    writeEvidence(join(folder, file), content)
  const { view } = scope.journal
  await Promise.all([
    ...kinds.map(kind =>
      keep(`objects/${kind}.yaml`, () =>
        view
          .list(kind)
          .map(object => stringify(object))
          .join('---\n'),
      ),
    ),
    keep('events.txt', () => describeEvents(scope)),
    keep('cluster-dns.yaml', () => describeDns(scope)),
    ...view
      .list('Pod')
      .flatMap(pod =>
        keepLogs(scope, keep, pod.metadata?.name ?? '', pod.spec?.containers.map(({ name }) => name) ?? []),
      ),
  ])
}

function keepLogs(
  { cluster, namespace }: Scope,
  keep: Keep,
  pod: string,
  containers: string[],
): Promise<void>[] {
  return containers.map(container =>
    keep(`logs/${pod}-${container}.log`, () =>
      podLogs(cluster, { namespace, pod, container, tailLines: logLines, withinMs: collectWithinMs }),
    ),
  )
}

type Keep = (file: string, content: () => string | Promise<string>) => Promise<void>

function describeEvents({ journal }: Scope): string {
  return journal.view
    .list('Event')
    .map(({ lastTimestamp, eventTime, type, involvedObject, reason, message }) =>
      [
        lastTimestamp ?? eventTime ?? '',
        type,
        `${involvedObject.kind}/${involvedObject.name}`,
        reason,
        message?.trim(),
      ].join('\t'),
    )
    .sort()
    .join('\n')
}

async function describeDns({ cluster }: Scope): Promise<string> {
  const selection = { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns', withinMs: collectWithinMs }
  const [pods, maps] = await Promise.all([
    listObjects(cluster, 'Pod', selection),
    listObjects(cluster, 'ConfigMap', {
      namespace: 'kube-system',
      fieldSelector: 'metadata.name=coredns',
      withinMs: collectWithinMs,
    }),
  ])
  const replicas = pods.items.map(({ metadata, status }) => ({
    name: metadata?.name,
    ip: status?.podIP,
    conditions: status?.conditions,
  }))
  return stringify({ replicas, configuration: maps.items.map(({ data }) => data) })
}

async function writeEvidence(file: string, content: () => string | Promise<string>): Promise<void> {
  try {
    const text = await content()
    if (text === '') return
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  } catch (error) {
    try {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(`${file}.missing.txt`, messageOf(error))
    } catch {
      // A disk that takes no files: the verdict does not depend on the evidence, and the journal reports the disk.
    }
  }
}
