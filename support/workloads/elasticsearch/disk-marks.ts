/**
 * From when on Elasticsearch takes its disk to be full. By default that is a part of the whole disk (85 % and up, from
 * where it makes no further copies), and the disk below an NFS share is everybody's: on one of 250 GB that has 35 GB left
 * no copy was made, and no write could be acknowledged by two nodes. The scenarios write a few megabytes.
 *
 * Knows nothing of when it is to be said.
 */
import { brokenPromise } from '../../broken-promise.ts'
import type { Scope } from '../../scope.ts'
import { noteDeviation } from '../deviations.ts'
import type { ElasticsearchApi } from './api.ts'

const prefix = 'cluster.routing.allocation.disk.watermark'
const marks = { [`${prefix}.low`]: '1gb', [`${prefix}.high`]: '500mb', [`${prefix}.flood_stage`]: '200mb' }

/** Kept by the cluster over restarts. */
export async function setDiskMarks(api: ElasticsearchApi, scope: Scope): Promise<void> {
  const path = '/_cluster/settings'
  const request = { method: 'PUT' as const, body: { persistent: marks }, signal: scope.signal }
  const response = await api.service(path, request)
  if (response?.status !== 200)
    throw brokenPromise({ what: 'take a setting', on: path, got: response?.body ?? 'no answer' })
  noteDeviation(
    scope,
    'Elasticsearch takes its disk to be full when less than 1 GB is left, not at 85 %: the disk below the NFS share is not its own.',
  )
}
