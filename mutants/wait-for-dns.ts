/** Waits until every CoreDNS Pod is Ready and none is going: after a restart, and after healing. */
import type { Cluster } from '../support/kubernetes/cluster.ts'
import { listObjects } from '../support/kubernetes/objects.ts'
import { isRunningAndReady } from '../support/kubernetes/pods.ts'

export async function waitForDns(cluster: Cluster): Promise<void> {
  const selection = { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns' }
  for (let ready = 0; ready < 3; ) {
    const { items } = await listObjects(cluster, 'Pod', selection)
    ready = items.length > 0 && items.every(isRunningAndReady) ? ready + 1 : 0
    await new Promise(resolve => setTimeout(resolve, 500))
  }
}
