/**
 * What scenarios may need of a cluster, by tag, and how it shows that a cluster lacks it. A lacking capability makes
 * a scenario `not supported`, with the reason; it is never skipped in silence.
 */
import type { Fingerprint } from './cluster/fingerprint.ts'

/** For each capability tag: why this cluster lacks it, or undefined if it has it. */
const capabilities: Record<string, (cluster: Fingerprint) => string | undefined> = {
  '@needs-default-storage-class': ({ defaultStorageClass }) =>
    defaultStorageClass === undefined
      ? 'the cluster has no default storage class; mark one with storageclass.kubernetes.io/is-default-class=true'
      : undefined,
}

/** @returns the capability tags that the cluster lacks, each with the reason. */
export function lackingCapabilities(cluster: Fingerprint): Record<string, string> {
  const lacking: Record<string, string> = {}
  for (const [tag, reasonOf] of Object.entries(capabilities)) {
    const reason = reasonOf(cluster)
    if (reason !== undefined) lacking[tag] = reason
  }
  return lacking
}
