/** A Pod that no node takes: which resource, taint, affinity or volume stands in the way, in the scheduler's words. */
import { atLine, inFile, listed, short } from '../facts.ts'
import { type Rule, unreadyPods, weightOf } from '../rule.ts'

export const unschedulable: Rule = {
  name: 'unschedulable',
  look(facts) {
    for (const { name, last } of unreadyPods(facts)) {
      const refused = last.value.status?.conditions?.find(
        ({ type, status }) => type === 'PodScheduled' && status === 'False',
      )
      // The claim's own rule knows more.
      if (refused === undefined || /unbound immediate|not found/.test(refused.message ?? '')) continue
      const hasNodes = facts.evidence.yaml('nodes.yaml') !== undefined
      return {
        sentence: `Pod ${name} could not be scheduled: ${listed(obstaclesIn(refused.message ?? ''))}.`,
        confidence: weightOf(facts, name),
        restsOn: [
          atLine(last.line, `Pod ${name}: ${refused.reason}: ${short(refused.message ?? '')}`),
          ...(hasNodes ? [inFile(facts, 'nodes.yaml', 'room and taints of the nodes')] : []),
        ],
      }
    }
    return undefined
  },
}

const phrases: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [/^(\d+) Insufficient (\S+)$/, ([, count, resource]) => `too little ${resource} on ${nodes(count)}`],
  [/^(\d+) Too many pods$/, ([, count]) => `no room for another Pod on ${nodes(count)}`],
  [
    /^(\d+) node\(s\) had untolerated taint(?:\(s\))? ?\{?([^}]*)\}?$/,
    ([, count, taint]) =>
      `the taint ${taint?.trim() || 'of which it does not say the name'} on ${nodes(count)}`,
  ],
  [/^(\d+) node\(s\) didn't match (.*)$/, ([, count, what]) => `${nodes(count)} that did not match ${what}`],
  [/^(\d+) node\(s\) were unschedulable$/, ([, count]) => `${nodes(count)} closed to new Pods (cordoned)`],
  [
    /^(\d+) node\(s\) had volume node affinity conflict$/,
    ([, count]) => `a volume that is not on ${nodes(count)}`,
  ],
]

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had …. preemption: …` → one phrase for each part. */
export function obstaclesIn(message: string): string[] {
  const list = /nodes are available: (.*?)(?:\. (?:preemption|no new claims)|\.?$)/.exec(message)?.[1]
  if (list === undefined) return [short(message)]
  return list.split(/, (?=\d)/).map(part => {
    for (const [pattern, phrase] of phrases) {
      const match = pattern.exec(part.replace(/\.$/, ''))
      if (match !== null) return phrase(match)
    }
    return part
  })
}

function nodes(count: string | undefined): string {
  return count === '1' ? '1 node' : `${count} nodes`
}
