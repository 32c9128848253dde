import type { Mutant } from './mutant.ts'
import { onEveryNode } from './on-nodes.ts'

/** What passes through the node to or from its Pods, as every packet between two Pods does. */
const rule = ['FORWARD', '-p', 'tcp', '--dport', '9300', '-j', 'DROP']

/** Elasticsearch's nodes cannot speak to one another; requests still reach each of them. */
export const transportBlocked: Mutant = {
  name: 'transport-blocked',
  breaks: 'a firewall on the nodes drops what goes to port 9300 of a Pod',
  async inject(_cluster, around) {
    await onEveryNode(around, ['iptables', '-I', ...rule])
    return () => onEveryNode(around, ['iptables', '-D', ...rule])
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
