/** The contexts of a kubeconfig by name, for completion. Knows nothing of clusters. */
import { readKubeconfig } from './kubeconfig.ts'

/** @param path a file; without it KUBECONFIG or ~/.kube/config. @returns none where there is no usable kubeconfig. */
export function contextNames(path?: string): string[] {
  try {
    return readKubeconfig(path)
      .getContexts()
      .map(({ name }) => name)
  } catch {
    return []
  }
}
