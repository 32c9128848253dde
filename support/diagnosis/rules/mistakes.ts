/** A mistake that was made on purpose and that must show: nobody names it, or it has no effect. */
import { atLine, type Facts, inFile, listed, short } from '../facts.ts'
import { eventsAbout, presentOf } from '../past.ts'
import type { Rule } from '../rule.ts'
import { policyFor } from './admission.ts'

const mostMessages = 3

export const causeNotNamed: Rule = {
  name: 'mistake-not-named',
  look(facts) {
    const { what = '', expected = 'the cause' } = facts.failure ?? {}
    const claim = presentOf(facts.past, 'PersistentVolumeClaim').find(
      ({ last }) => last.value.status?.phase !== 'Bound',
    )
    if (!what.startsWith('name the cause') || claim === undefined) return undefined
    const events = eventsAbout(facts.past, 'PersistentVolumeClaim', claim.name, /./).slice(0, mostMessages)
    const words = [...new Set(events.map(({ value }) => `"${short(value.message, 80)}"`))]
    const policy = policyFor(facts, { kind: 'Event' })
    const who = policy === undefined ? '' : `; ${policy} changes events on their way in`
    return {
      sentence: `Nothing that the cluster says of the claim ${claim.name} names ${expected}: ${words.length === 0 ? 'it has no events' : `its events say ${listed(words)}`}${who}.`,
      confidence: 'certain',
      restsOn: [
        ...events.map(({ line, value }) => atLine(line, short(`${value.reason}: ${value.message}`))),
        ...(policy === undefined ? [] : [inFile(facts, 'admission.yaml', policy)]),
      ],
    }
  },
}

export const boundAnyway: Rule = {
  name: 'mistake-without-effect',
  look(facts) {
    const { what, got } = facts.failure ?? {}
    const claim = presentOf(facts.past, 'PersistentVolumeClaim').find(
      ({ last }) => last.value.status?.phase === 'Bound',
    )
    if (what !== 'stay Pending' || got !== 'Bound' || claim === undefined) return undefined
    const { storageClassName, volumeName } = claim.last.value.spec ?? {}
    return {
      sentence: `The mistake had no effect: the provisioner of class ${storageClassName} made the volume ${volumeName} for the claim ${claim.name}${rightsOf(facts)}.`,
      confidence: 'likely',
      restsOn: [atLine(claim.last.line, `PersistentVolumeClaim ${claim.name}: Bound`)],
    }
  },
}

function rightsOf({ evidence }: Facts): string {
  const { provisioners = [] } = evidence.yaml<{ provisioners?: { lacks?: unknown }[] }>('storage.yaml') ?? {}
  const isWhole = provisioners.some(({ lacks }) => Array.isArray(lacks) && lacks.length === 0)
  return isWhole ? ', and its account has every right that it needs' : ''
}
