/**
 * What scenarios may need of a cluster, by tag, and how it shows that a cluster lacks it. A lacking capability makes
 * a scenario `not supported`, with the reason; it is never skipped in silence.
 */
import type { Fingerprint } from './cluster/fingerprint.ts'
import type { NfsServer } from './run-context.ts'

/** What is known of a cluster before the first scenario. */
export interface Surroundings {
  fingerprint: Fingerprint
  nfs?: NfsServer
  /** Class that was named in the place of the default one. */
  storageClass?: string
}

const noNfs = 'no NFS server is known; name one with --nfs-server and --nfs-path'

/** For each capability tag: why this cluster lacks it, or undefined if it has it. */
const capabilities: Record<string, (surroundings: Surroundings) => string | undefined> = {
  // Its data lies on an NFS class; the images come with every supply.
  '@needs-elasticsearch': ({ nfs }) => (nfs === undefined ? noNfs : undefined),
  '@needs-nfs': ({ nfs }) => (nfs === undefined ? noNfs : undefined),
  '@needs-nfs-server-access': ({ nfs }) =>
    nfs === undefined
      ? noNfs
      : nfs.control === undefined
        ? 'the NFS server is not ours: its disk cannot be looked at, and it cannot be stopped'
        : undefined,
  '@needs-default-storage-class': ({ storageClass, fingerprint: { defaultStorageClass, hidden } }) => {
    if (storageClass !== undefined || defaultStorageClass !== undefined) return undefined
    return hidden?.includes('StorageClass')
      ? 'this user may not list storage classes, so that nobody knows whether one is the default'
      : 'the cluster has no default storage class; mark one with storageclass.kubernetes.io/is-default-class=true'
  },
  '@needs-two-nodes': ({ fingerprint: { nodes, hidden } }) => {
    if (hidden?.includes('Node'))
      return 'this user may not list nodes, so that nobody knows how many there are'
    const workers = nodes.filter(({ schedulable }) => schedulable !== false)
    return workers.length < 2
      ? `it needs two nodes that take Pods, and there is ${workers.length}`
      : undefined
  },
}

/** @returns the capability tags that the cluster lacks, each with the reason. */
export function lackingCapabilities(surroundings: Surroundings): Record<string, string> {
  const lacking: Record<string, string> = {}
  for (const [tag, reasonOf] of Object.entries(capabilities)) {
    const reason = reasonOf(surroundings)
    if (reason !== undefined) lacking[tag] = reason
  }
  return lacking
}
