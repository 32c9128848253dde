/** The flag --context, which `run` takes several times and other verbs once. Only words; knows nothing of clusters. */
import { exitCodes, Failure } from '../failure.ts'

/** Commander calls this for each --context. */
export function collectContexts(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value]
}

/** @throws Failure `settings` where several were given to a verb that takes one. */
export function splitContexts(
  contexts: string[] | undefined,
  { several }: { several: boolean },
): { context?: string; contexts?: string[] } {
  if (contexts === undefined) return {}
  const [context, ...further] = contexts
  if (further.length === 0) return context === undefined ? {} : { context }
  if (several) return { contexts }
  throw new Failure({
    code: 'settings',
    what: 'use the settings',
    on: 'context from flag',
    expected: 'one --context for this verb',
    got: contexts.join(', '),
    exitCode: exitCodes.usage,
  })
}
