/** Judges which Pods answered requests through a Service. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'

type Responses = (string | undefined)[] | undefined

export function assertEveryAnswered(responses: Responses): void {
  if (responses === undefined || responses.length === 0)
    throw cannotKnow({ what: 'judge the requests', got: 'none was sent' })
  const unanswered = responses.filter(response => response === undefined).length
  if (unanswered > 0)
    throw brokenPromise({
      what: 'answer every request',
      expected: `${responses.length} answers`,
      got: `${unanswered} requests without an answer`,
    })
}

/** Exactly these Pods answered. With 60 requests spread evenly over 2 Pods, one is left out by chance once in 2^59 runs. */
export function assertAnsweredBy(responses: Responses = [], pods: string[]): void {
  if (responses.length === 0) throw cannotKnow({ what: 'judge the requests', got: 'none was sent' })
  const answered = [...new Set(responses.filter(response => response !== undefined))].sort()
  if (answered.join() !== pods.toSorted().join())
    throw brokenPromise({
      what: 'spread the requests over the Ready Pods',
      expected: pods.join(' and '),
      got: answered.join(' and ') || 'no answers',
    })
}
