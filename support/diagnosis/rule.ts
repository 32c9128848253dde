/** The shape of a rule, and how sure one can be. Knows nothing of particular rules. */
import type { Confidence, Diagnosis } from './diagnosis.ts'
import { type Facts, saidBy, topic } from './facts.ts'
import { isReady, isTerminating, type Pod } from './objects.ts'
import { type Life, presentOf } from './past.ts'

export interface Rule {
  /** Kebab-case, for tests and for those who look for the file. */
  name: string
  /** @returns undefined where the rule does not fit. */
  look(facts: Facts): Diagnosis | undefined
}

/** Pods that were not Ready when the step failed, oldest first. */
export function unreadyPods({ past }: Facts): Life<Pod>[] {
  return presentOf(past, 'Pod').filter(({ last }) => !isReady(last.value) && !isTerminating(last.value))
}

/**
 * How much an object that is in trouble explains: a wait for Pods or claims that ran out is explained by it; another
 * failure only if it names it.
 */
export function weightOf(facts: Facts, name: string): Confidence {
  // A Pod in trouble holds back the removal of others, too.
  const waits = ['ready', 'gone', 'claim', 'elasticsearch']
  if (waits.includes(topic(facts)) || facts.verdict === 'inconclusive') return 'certain'
  return new RegExp(`\\b${name.replace(/[^\w-]/g, '')}\\b`).test(saidBy(facts)) ? 'likely' : 'possible'
}

/** No better than that. */
export function atMost(limit: Confidence, confidence: Confidence): Confidence {
  const order: Confidence[] = ['certain', 'likely', 'possible']
  return order[Math.max(order.indexOf(limit), order.indexOf(confidence))] ?? 'possible'
}
