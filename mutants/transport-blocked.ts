import { nodesOf } from '../scripts/cluster/nodes.ts'
import { findEngine } from '../scripts/engine/engine.ts'
import { Failure } from '../support/failure.ts'
import { resolveSettings } from '../support/settings.ts'
import type { Mutant } from './mutant.ts'

/** What passes through the node to or from its Pods, as every packet between two Pods does. */
const rule = ['FORWARD', '-p', 'tcp', '--dport', '9300', '-j', 'DROP']

/** Elasticsearch's nodes cannot speak to one another; requests still reach each of them. */
export const transportBlocked: Mutant = {
  name: 'transport-blocked',
  breaks: 'a firewall on the nodes drops what goes to port 9300 of a Pod',
  async inject() {
    await onEveryNode(['iptables', '-I', ...rule])
    return () => onEveryNode(['iptables', '-D', ...rule])
  },
  fails: {
    'elasticsearch/forms-a-cluster/three-nodes-named-after-their-pods-form-one-cluster':
      /be green within 120 s.*es-\d cannot reach es-\d at [\d.]+:9300 \(no answer in 2 s\)/s,
  },
  diagnosis: {
    'elasticsearch/forms-a-cluster/three-nodes-named-after-their-pods-form-one-cluster':
      /nodes cannot reach one another on port 9300: es-\d cannot reach es-\d/,
  },
}

async function onEveryNode(command: string[]): Promise<void> {
  const { cacheDir, clusterName } = resolveSettings({ flags: {}, environment: process.env }).settings
  const engine = await findEngine(cacheDir)
  const nodes = engine === undefined ? [] : await nodesOf(engine, clusterName)
  if (engine === undefined || nodes.length === 0)
    throw new Failure({ code: 'no-nodes', what: 'reach the nodes', got: 'no engine has them' })
  for (const { id, name } of nodes) {
    const { exitCode, output } = await engine.exec(id, command)
    if (exitCode !== 0)
      throw new Failure({ code: 'firewall', what: `run ${command.join(' ')}`, on: name, got: output })
  }
}
