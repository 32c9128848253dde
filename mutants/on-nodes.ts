/** Commands on the nodes themselves, for mutants that no API reaches. Knows nothing of what the commands do. */
import { nodesOf } from '../scripts/cluster/nodes.ts'
import { Failure } from '../support/failure.ts'
import type { Surroundings } from './mutant.ts'

/** @throws Failure `no-nodes`, or `node-command` when the command fails on one of them. */
export async function onEveryNode({ engine, clusterName }: Surroundings, command: string[]): Promise<void> {
  const nodes = await nodesOf(engine, clusterName)
  if (nodes.length === 0)
    throw new Failure({ code: 'no-nodes', what: 'reach the nodes', on: clusterName, got: 'none is there' })
  for (const { id, name } of nodes) {
    const { exitCode, output } = await engine.exec(id, command)
    if (exitCode !== 0)
      throw new Failure({ code: 'node-command', what: `run ${command.join(' ')}`, on: name, got: output })
  }
}
