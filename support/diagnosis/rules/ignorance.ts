/** Why nobody can know: the run was interrupted, the API server was away, the journal has a hole, a tool is missing. */
import { atLine, type Facts, short } from '../facts.ts'
import type { Rule } from '../rule.ts'

const lostServer = new Set(['api-away', 'api-unreachable', 'api-timeout', 'journal-lost', 'watch-silent'])

export const interrupted: Rule = {
  name: 'interrupted',
  look({ verdict, failure, reason, past }) {
    const wasInterrupted = failure?.code === 'interrupted' || failure?.code === 'aborted'
    if (verdict !== 'inconclusive' || !(wasInterrupted || reason.includes('interrupted'))) return undefined
    const during = past.failedStep === undefined ? '' : ` during "${past.failedStep.value}"`
    return {
      sentence: `The run was interrupted${during} before the promise could be judged.`,
      confidence: 'certain',
      restsOn:
        past.failedStep === undefined ? [] : [atLine(past.failedStep.line, 'the step that was interrupted')],
    }
  },
}

export const serverLost: Rule = {
  name: 'server-lost',
  look({ verdict, failure, reason, past }) {
    if (verdict !== 'inconclusive' || !lostServer.has(failure?.code ?? '')) {
      if (verdict !== 'inconclusive' || !reason.includes('API server was away')) return undefined
    }
    return {
      sentence: `The API server could not be watched, so nobody knows whether the promise was kept: ${short(failure?.got ?? reason)}.`,
      confidence: 'certain',
      restsOn: past.gaps.slice(-3).map(({ line, value }) => atLine(line, short(value))),
    }
  },
}

export const journalGap: Rule = {
  name: 'journal-gap',
  look({ verdict, failure, past }) {
    const gap = past.gaps.findLast(({ value }) => value.includes('missed'))
    if (verdict !== 'inconclusive' || gap === undefined) return undefined
    const isOther = failure !== undefined && failure.code !== 'cannot-know'
    return {
      sentence: `The journal has a hole, so a violation may have gone unseen: ${short(gap.value)}.`,
      confidence: isOther ? 'possible' : 'certain',
      restsOn: [atLine(gap.line, short(gap.value))],
    }
  },
}

/** Nothing was put to the test: the feature's words lead nowhere. */
export const unwritten: Rule = {
  name: 'unwritten',
  look({ failure, reason }) {
    if (
      failure !== undefined ||
      !/^(?:a step is (?:undefined|pending|ambiguous)|the scenario has no steps)/.test(reason)
    )
      return undefined
    return {
      sentence: `Nothing was put to the test, since the scenario does not say what to do: ${short(reason)}.`,
      confidence: 'certain',
      restsOn: [],
    }
  },
}

/** What the harness itself lacked. The last of all, since it only says again what the reason says. */
export const harnessFailed: Rule = {
  name: 'harness-failed',
  look({ verdict, failure }) {
    if (verdict !== 'inconclusive' || failure === undefined) return undefined
    const sentences: Record<string, (facts: Facts['failure'] & object) => string> = {
      'journal-file': ({ got }) => `The journal could not be written: ${short(got ?? 'no reason')}.`,
      'exec-lost': ({ what, got }) =>
        `The connection into the Pod was lost (${short(what)}: ${short(got ?? '')}).`,
      'exec-timeout': ({ what }) => `A command in the Pod did not come to an end (${short(what)}).`,
      'exec-refused': ({ what, got }) =>
        `A command could not be started in the Pod (${short(what)}: ${short(got ?? '')}).`,
      'command-not-run': ({ on, got }) =>
        `The image lacks a program that the scenario needs (${on}: ${short(got ?? '')}).`,
      'dns-unknown': () => 'The cluster has no DNS service that the harness knows.',
      'api-refused': ({ what, got }) => `The API server refused to ${short(what)}: ${short(got ?? '')}.`,
      'nfs-server-lost': ({ got }) =>
        `The NFS server could not be reached by the harness: ${short(got ?? '')}.`,
      'fault-ended': ({ on }) =>
        `Somebody else ended what the scenario had broken ("${short(on ?? '')}") before its time: another run on the same cluster, above all.`,
      'engine-lost': ({ got }) => `The Docker engine does not answer: ${short(got ?? '')}.`,
    }
    const sentence = sentences[failure.code]?.(failure)
    return sentence === undefined ? undefined : { sentence, confidence: 'likely', restsOn: [] }
  },
}
