/**
 * Puts an image of the engine into the containerd of a running kind cluster's nodes: for what came after the node image.
 *
 * Knows nothing of what is in the image.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { connectEngine } from '../../support/docker.ts'
import { nodesOf } from '../cluster/nodes.ts'
import { type BuildContext, docker } from './build-context.ts'
import { importCommand } from './layer-images.ts'

/** A node that has the image is left alone. */
export async function loadIntoNodes(
  context: BuildContext,
  reference: string,
  cluster: string,
): Promise<void> {
  const nodes = (await nodesOf(connectEngine(context.engine), cluster)).map(({ name }) => name)
  await context.progress.step(`image on ${nodes.length} nodes`, async step => {
    const lacking = []
    for (const node of nodes) if (!(await hasImage(context, node, reference))) lacking.push(node)
    if (lacking.length === 0) return step.cached()
    const archive = join(context.cacheDir, 'staging', 'load-into-nodes.tar')
    step.update('saving')
    await docker(context, ['save', '--output', archive, reference])
    for (const node of lacking) {
      step.update(`importing on ${node}`)
      await docker(context, ['exec', '--interactive', node, ...importCommand], { inputFile: archive })
    }
    rmSync(archive)
  })
}

async function hasImage(context: BuildContext, node: string, reference: string): Promise<boolean> {
  const list = ['ctr', '--namespace', 'k8s.io', 'images', 'ls', '--quiet', `name==${reference}`]
  const { stdout } = await docker(context, ['exec', node, ...list])
  return stdout.trim() === reference
}
