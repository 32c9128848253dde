/** A node that is not Ready while Pods of the scenario are on it. */
import { type Facts, inFile, short } from '../facts.ts'
import { presentOf } from '../past.ts'
import { type Rule, weightOf } from '../rule.ts'

interface Node {
  name?: string
  conditions?: { type?: string; status?: string; reason?: string; message?: string }[]
}

export const nodeNotReady: Rule = {
  name: 'node-not-ready',
  look(facts: Facts) {
    const nodes = facts.evidence.yaml<Node[]>('nodes.yaml')
    if (!Array.isArray(nodes)) return undefined
    for (const { name: pod, last } of presentOf(facts.past, 'Pod')) {
      const node = nodes.find(({ name }) => name === last.value.spec?.nodeName)
      const ready = node?.conditions?.find(({ type }) => type === 'Ready')
      if (ready === undefined || ready.status === 'True') continue
      return {
        sentence: `Node ${node?.name}, on which Pod ${pod} is, is not Ready (${ready.reason}: ${short(ready.message ?? '')}).`,
        confidence: weightOf(facts, pod),
        restsOn: [inFile(facts, 'nodes.yaml', `${node?.name}: Ready is ${ready.status}`)],
      }
    }
    return undefined
  },
}
