/** What a StorageClass says of itself. Knows nothing of which of several default classes counts. */

interface Annotated {
  metadata?: { annotations?: Record<string, string> } | undefined
}

/** Marked as a default class (Kubernetes docs, "Change the default StorageClass"). */
export function isDefaultClass({ metadata }: Annotated): boolean {
  return metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
}
