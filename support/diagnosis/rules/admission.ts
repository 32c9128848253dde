/** Admission: a policy, a quota or Pod Security that refused an object, or one that changed it on its way in. */
import { type Alteration, alterationsIn } from '../alterations.ts'
import type { Confidence, Ground } from '../diagnosis.ts'
import { type Difference, describeDifference } from '../differences.ts'
import { meaningOf } from '../effects.ts'
import { atLine, type Facts, inFile, listed, short, topic } from '../facts.ts'
import type { Rule } from '../rule.ts'

const refusals: readonly [RegExp, (message: string) => string][] = [
  [
    /violates PodSecurity/,
    message => `Pod Security of the namespace refuses it (${short(after(message, 'violates '))})`,
  ],
  [
    /exceeded quota/,
    message => `the quota of the namespace is used up (${short(after(message, 'exceeded quota: '))})`,
  ],
  [
    /admission webhook/,
    message => `an admission webhook refuses it (${short(after(message, 'admission webhook '))})`,
  ],
  [
    /ValidatingAdmissionPolicy/,
    message => `an admission policy refuses it (${short(after(message, 'ValidatingAdmissionPolicy'))})`,
  ],
  [
    /maximum .* usage per|minimum .* usage per/,
    message => `a limit of the namespace refuses it (${short(message)})`,
  ],
  // The controller's own template was valid, or the set had not been made.
  [
    / is invalid: /,
    message => `a Pod is invalid once admission has changed it (${short(after(message, ' is invalid: '))})`,
  ],
  [/is forbidden/, message => `the API server forbids it (${short(message)})`],
]

/** What a controller could not make, in the words of its FailedCreate; or what we could not make ourselves. */
export const admissionRefused: Rule = {
  name: 'admission-refused',
  look(facts) {
    const event = facts.past.events.findLast(
      ({ value }) =>
        value.reason === 'FailedCreate' && refusals.some(([pattern]) => pattern.test(value.message)),
    )
    const message =
      event?.value.message ?? (facts.failure?.code === 'api-refused' ? (facts.failure.got ?? '') : '')
    const found = refusals.find(([pattern]) => pattern.test(message))
    if (found === undefined) return undefined
    const what =
      event === undefined
        ? short(facts.failure?.what ?? 'make an object')
        : `make a Pod or claim of ${event.value.kind} ${event.value.name}`
    return {
      sentence: `The API server would not ${what}: ${found[1](message)}.`,
      confidence:
        topic(facts) === 'ready' || topic(facts) === 'claim' || event === undefined ? 'certain' : 'likely',
      restsOn: [
        ...(event === undefined ? [] : [atLine(event.line, short(message))]),
        ...(facts.evidence.yaml('admission.yaml') === undefined
          ? []
          : [inFile(facts, 'admission.yaml', 'policies, webhooks, limits, labels of the namespace')]),
      ],
    }
  },
}

function after(text: string, word: string): string {
  const at = text.indexOf(word)
  return at < 0 ? text : text.slice(at + word.length)
}

export const admissionChanged: Rule = {
  name: 'admission-changed',
  look(facts) {
    const found = alterationsIn(facts).flatMap(alteration =>
      alteration.differences.map(difference => ({
        alteration,
        difference,
        ...meaningOf(difference, topic(facts)),
      })),
    )
    // The one that explains this failure before one that does not; the first of equals.
    const best = found.find(({ fits }) => fits) ?? found[0]
    if (best === undefined) return undefined
    const { alteration, difference, effect, fits } = best
    const policy = policyFor(facts, alteration)
    const who = policy === undefined ? '' : ` (${policy} applies to it)`
    return {
      sentence: `The cluster changed ${alteration.kind} ${alteration.name} on its way in${who}: ${describeDifference(difference)}${fits ? `, ${effect}` : ''}.`,
      confidence: confidenceOf(fits, policy),
      restsOn: groundsOf(facts, alteration, difference, policy),
    }
  },
}

/** Somebody who may have done it and a change that explains the failure: there is no doubt left. */
function confidenceOf(fits: boolean, policy: string | undefined): Confidence {
  if (!fits) return 'possible'
  return policy === undefined ? 'likely' : 'certain'
}

function groundsOf(
  facts: Facts,
  { askedLine, foundLine, foundIn = 'storage.yaml', kind, name }: Alteration,
  difference: Difference,
  policy: string | undefined,
): Ground[] {
  const asked = kind === 'Pod' ? `what ${kind} ${name} should be` : `${kind} ${name} as it was sent`
  return [
    ...(askedLine > 0 ? [atLine(askedLine, asked)] : []),
    foundLine > 0
      ? atLine(foundLine, describeDifference(difference))
      : inFile(facts, foundIn, describeDifference(difference)),
    ...(policy === undefined ? [] : [inFile(facts, 'admission.yaml', policy)]),
  ]
}

interface Admission {
  kind?: string
  name?: string
  spec?: { matchConstraints?: { resourceRules?: { resources?: string[] }[] } }
  webhooks?: { rules?: { resources?: string[] }[] }[]
}

/** Names of what may change objects of this kind. */
export function policyFor({ evidence }: Facts, { kind }: { kind: string }): string | undefined {
  const { admission = [] } = evidence.yaml<{ admission?: Admission[] }>('admission.yaml') ?? {}
  const plural = kind === 'StorageClass' ? 'storageclasses' : `${kind.toLowerCase()}s`
  const matches = ({ kind, spec, webhooks = [] }: Admission) => {
    const rules = [
      ...(spec?.matchConstraints?.resourceRules ?? []),
      ...webhooks.flatMap(({ rules = [] }) => rules),
    ]
    const resources = rules.flatMap(({ resources = [] }) => resources)
    return (
      (kind ?? '').startsWith('Mutating') && resources.some(name => name === plural || name.startsWith('*'))
    )
  }
  const names = admission.filter(matches).map(({ kind, name }) => `${kind} ${name}`)
  return names.length === 0 ? undefined : listed(names)
}
