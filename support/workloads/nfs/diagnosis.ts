/**
 * Why a claim stays Pending: what the objects and events of the namespace say, and what its provisioner complains of,
 * since some mistakes show in its log alone.
 */
import { brokenPromise } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import { blockersIn } from '../../journal/blockers.ts'
import { podLogs } from '../../kubernetes/logs.ts'
import { isRunningAndReady } from '../../kubernetes/pods.ts'
import type { Scope } from '../../scope.ts'
import { provisionerLabels, provisionerName } from './provisioner-manifests.ts'

/** A log has no watch; a person would look about as often. */
const lookEveryMs = 500
const logLines = 50
/** klog's line of an error, behind the kubelet's time: `E1125 10:02:03.000000 1 file.go:1] text`. */
const complaint = /^\S+ [EF]\d{4} [^\]]*\] (.*)$/

/** @returns the facts, one line each. */
async function diagnose(scope: Scope): Promise<string[]> {
  return [...blockersIn(scope.journal.view), ...(await complaints(scope))]
}

/** What the provisioner in this namespace last complained of; nothing while it does not run. */
async function complaints({ cluster, namespace, journal, timeouts }: Scope): Promise<string[]> {
  const pod = journal.view
    .list('Pod')
    .find(found => found.metadata?.labels?.app === provisionerLabels.app && isRunningAndReady(found))
  if (pod === undefined) return []
  const of = { namespace, pod: pod.metadata?.name ?? '', container: provisionerName }
  const log = await podLogs(cluster, { ...of, tailLines: logLines, withinMs: timeouts.request })
  return complaintsIn(log)
}

/** The last error in a log of klog's, one line or none: errors repeat, and the last is that of the last attempt. */
export function complaintsIn(log: string): string[] {
  const said = log.split('\n').flatMap(line => complaint.exec(line)?.[1] ?? [])
  return said.slice(-1).map(text => `the provisioner says: ${text}`)
}

/**
 * The claim is not bound, and why not is named.
 * @throws Failure `broken-promise` when it is bound, or when the cause is not named within our patience for a Pod.
 */
export async function assertCauseNamed(scope: Scope, claim: string, cause: string): Promise<void> {
  const { journal, timeouts, signal } = scope
  let facts: string[] = []
  for (
    const deadline = journal.now() + timeouts.podReady;
    journal.now() < deadline;
    await systemClock.sleep(lookEveryMs, signal)
  ) {
    const phase = journal.view.get('PersistentVolumeClaim', claim)?.status?.phase
    if (phase === 'Bound')
      throw brokenPromise({ what: 'stay Pending', on: `PersistentVolumeClaim ${claim}`, got: phase })
    facts = await diagnose(scope)
    const found = phase === 'Pending' ? facts.find(fact => fact.includes(cause)) : undefined
    if (found === undefined) continue
    journal.record({ source: 'note', type: 'diagnosis', name: claim, data: { found } })
    return
  }
  throw brokenPromise({
    what: `name the cause within ${timeouts.podReady / 1000} s`,
    on: `PersistentVolumeClaim ${claim}, which is Pending`,
    expected: `"${cause}"`,
    got: facts.join('; ') || 'nothing',
  })
}
