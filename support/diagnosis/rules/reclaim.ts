/** What became of a deleted claim's volume: nobody removed it, in the words of the provisioner. */
import { atLine, saidBy, short } from '../facts.ts'
import type { Rule } from '../rule.ts'

export const reclaimFails: Rule = {
  name: 'volume-not-reclaimed',
  look(facts) {
    const said = /VolumeFailedDelete: ([^\n]*)/.exec(saidBy(facts))?.[1]
    if (said === undefined) return undefined
    const { failedStep } = facts.past
    const denied = /permission denied/i.test(said) ? ', since it may not (permission denied)' : ''
    return {
      sentence: `The provisioner could not remove the directory of ${facts.failure?.on ?? 'the volume'}${denied}: ${short(said)}.`,
      confidence: 'certain',
      restsOn: failedStep === undefined ? [] : [atLine(failedStep.line, 'the step that says so')],
    }
  },
}
