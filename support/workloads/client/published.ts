/**
 * Whether the EndpointSlices of a Service list the Ready Pods: only then DNS can know them.
 *
 * A question that comes before teaches a DNS cache the wrong answer, for up to 30 s: the harness itself would keep the
 * right one away from the Pods.
 */
import { systemClock } from '../../clock.ts'
import { readyAddresses as publishedAddresses } from '../../kubernetes/services.ts'
import type { Actors } from '../actors.ts'
import { readyAddresses } from './names.ts'

/** Slices follow within a second. Where they do not, it is asked all the same: DNS is judged, whatever the reason. */
const publishedWithinMs = 10_000
/** The journal has it already; looking costs nothing. */
const lookEveryMs = 20

/** Waits until the slices list exactly the Ready Pods, or it would take too long. Never rejects but for an interruption. */
export async function untilPublished(actors: Actors, service: string): Promise<void> {
  const { journal, signal } = actors.scope
  const deadline = journal.now() + publishedWithinMs
  while (!isPublished(actors, service) && journal.now() < deadline)
    await systemClock.sleep(lookEveryMs, signal)
}

function isPublished({ scope, web }: Actors, service: string): boolean {
  const slices = scope.journal.view.list('EndpointSlice')
  return publishedAddresses(slices, service).join() === readyAddresses(web).join()
}
