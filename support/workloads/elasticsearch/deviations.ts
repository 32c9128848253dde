/**
 * Where the Elasticsearch of the scenarios differs from the article's, said as facts of the run: what the manifests
 * always change, and what the nodes of this cluster made necessary (their limit of open files, by the Pods' own logs).
 */

import { podLogs } from '../../kubernetes/logs.ts'
import type { Scope } from '../../scope.ts'
import { noteDeviation } from '../deviations.ts'

/**
 * The article asks for 1000m. Two workers of two cores each have no room for three such Pods beside the system's, and
 * the limit, which is what a node gets at most, stays the article's.
 */
export const cpuRequest = '250m'

/** Said by the second init container (manifests.ts) and by the image's entry point, each once at its start. */
const saidByInit = /may not raise the limit of open files, hard limit (\w+)/
const saidByImage = /file-descriptor check shimmed, hard limit (\w+)/

export function noteChangedManifest(scope: Scope): void {
  noteDeviation(
    scope,
    `Each Elasticsearch Pod asks for ${cpuRequest} of CPU instead of the article's 1000m, so that three find room on two small nodes; the limit of 1000m is the article's.`,
  )
  noteDeviation(
    scope,
    'Elasticsearch Pods have a readiness probe and a request for memory, and no token of the API; the article has neither.',
  )
}

/** Looks into one node's logs: they are alike, and the limits are their hosts'. A log that cannot be read says nothing. */
export async function noteOpenFiles(scope: Scope, pod: string): Promise<void> {
  const [init] = (await logStart(scope, pod, 'increase-fd-ulimit')).match(saidByInit)?.slice(1) ?? []
  const [image] = (await logStart(scope, pod, 'elasticsearch')).match(saidByImage)?.slice(1) ?? []
  if (init !== undefined)
    noteDeviation(
      scope,
      `The article's init container "ulimit -n 65536" is let fail: the nodes' hard limit of open files is ${init} and may not be raised; it would not reach the main container anyway.`,
    )
  if (image !== undefined)
    noteDeviation(
      scope,
      `Elasticsearch's own check for 65535 open files is told so by a preloaded library (open-files.so in stateproof's image): the nodes' hard limit is ${image}.`,
    )
}

function logStart({ cluster, namespace }: Scope, pod: string, container: string): Promise<string> {
  const request = { namespace, pod, container, limitBytes: 16_384, withinMs: 10_000 }
  return podLogs(cluster, request).catch(() => '')
}
