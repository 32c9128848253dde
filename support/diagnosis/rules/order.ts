/** Order: a StatefulSet that is told to do everything at once, or a controller that did not wait. */
import { atLine, short, topic } from '../facts.ts'
import { livesOf } from '../past.ts'
import type { Rule } from '../rule.ts'

export const parallelPolicy: Rule = {
  name: 'order-parallel',
  look(facts) {
    const set = livesOf(facts.past, 'StatefulSet').find(
      ({ last }) => last.value.spec?.podManagementPolicy === 'Parallel',
    )
    if (topic(facts) !== 'order' || set === undefined) return undefined
    return {
      sentence: `StatefulSet ${set.name} makes and removes its Pods all at once: its podManagementPolicy is Parallel.`,
      confidence: 'likely',
      restsOn: [atLine(set.first.line, `StatefulSet ${set.name}: podManagementPolicy Parallel`)],
    }
  },
}

export const controllerDidNotWait: Rule = {
  name: 'order-broken',
  look(facts) {
    if (topic(facts) !== 'order') return undefined
    const pods = livesOf(facts.past, 'Pod').slice(0, 4)
    return {
      sentence: `The StatefulSet controller did not keep the order, although the set asks for it: ${short(facts.failure?.got ?? facts.reason)}.`,
      confidence: 'likely',
      restsOn: pods.map(({ name, first }) => atLine(first.line, `Pod ${name} was created`)),
    }
  },
}
