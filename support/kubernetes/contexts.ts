/** The contexts of a kubeconfig by name, for completion. Knows nothing of clusters. */
import { KubeConfig } from '@kubernetes/client-node'

/** @param path a file; without it KUBECONFIG or ~/.kube/config. @returns none where there is no usable kubeconfig. */
export function contextNames(path?: string): string[] {
  const config = new KubeConfig()
  try {
    if (path === undefined) config.loadFromDefault()
    else config.loadFromFile(path)
    return config.getContexts().map(({ name }) => name)
  } catch {
    return []
  }
}
