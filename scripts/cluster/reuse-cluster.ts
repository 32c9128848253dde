/**
 * Whether a cluster that is there can be used again: made from the same inputs, whole or only stopped, and not changed
 * since. Knows nothing of how one is made.
 */
import type { Engine } from '../../support/docker.ts'
import { Failure, messageOf } from '../../support/failure.ts'
import { connectCluster } from '../../support/kubernetes/cluster.ts'
import type { NodeImage } from '../images/supply.ts'
import { type ClusterFacts, inputsKeyOf, kubeconfigPathOf, readFacts } from './cluster-paths.ts'
import type { ClusterUpOptions } from './cluster-up.ts'
import { readConfiguration, whatChanged } from './configuration.ts'
import { waitUntilHealthy, whatIsUnhealthy } from './health.ts'
import { nodesOf, startNodes } from './nodes.ts'

/** A cluster of the same inputs is used as it is, or started if its nodes are stopped. Others are remade. */
export async function reuseOrRepair(
  options: ClusterUpOptions,
  engine: Engine,
  image: NodeImage,
): Promise<'untouched' | 'repaired' | undefined> {
  const { name, cacheDir, progress } = options
  const facts = readFacts(cacheDir, name)
  const nodes = await nodesOf(engine, name)
  if (facts?.inputsKey !== inputsKeyOf(image) || nodes.length === 0) return undefined
  const access = { engine, name, kubeconfigPath: kubeconfigPathOf(cacheDir, name) }
  try {
    const healthy = nodes.every(node => node.running) && (await whatIsUnhealthy(access)) === undefined
    if (!healthy)
      await progress.step(`cluster ${name}: start its nodes again`, async step => {
        await startNodes(engine, nodes)
        await waitUntilHealthy(access, step.update)
      })
    await requireUnchanged(access.kubeconfigPath, facts)
    return healthy ? 'untouched' : 'repaired'
  } catch (error) {
    progress.note(`cluster ${name} cannot be used again (${messageOf(error)}); making it anew`)
    return undefined
  }
}

/** @throws Failure `cluster-changed`: verdicts about a cluster that was altered would be about something else. */
async function requireUnchanged(kubeconfigPath: string, { configuration }: ClusterFacts): Promise<void> {
  const got = whatChanged(configuration, await readConfiguration(connectCluster({ kubeconfigPath })))
  if (got === undefined) return
  throw new Failure({
    code: 'cluster-changed',
    what: 'use the cluster as it is',
    got,
    hint: `to test it with the change, name it: --cluster existing --kubeconfig ${kubeconfigPath}`,
  })
}
