/** Logs of the scenario's containers, current and former, their ends. */
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { podLogs } from '../kubernetes/logs.ts'
import { statusesOf } from '../kubernetes/pods.ts'
import type { Scope } from '../scope.ts'
import type { Gathering } from './collect-evidence.ts'
import type { EvidenceFolder } from './evidence-folder.ts'

/** The last lines tell why; a page of them is read, a megabyte is not. */
const logLines = 200
/** A scenario has a handful of containers; a set of a hundred Pods says the same a hundred times. */
const mostContainers = 30
export const askWithinMs = 15_000

export async function keepLogs({ scope, folder }: Gathering): Promise<void> {
  const wanted = scope.journal.view.list('Pod').flatMap(containersOf)
  if (wanted.length > mostContainers)
    folder.leaveOut(`logs of ${wanted.length - mostContainers} containers`, `more than ${mostContainers}`)
  await Promise.all(
    wanted
      .slice(0, mostContainers)
      .map(container =>
        keepLog({ cluster: scope.cluster, folder, namespace: scope.namespace, ...container }),
      ),
  )
}

export interface ContainerLog {
  pod: string
  container: string
  previous?: boolean
}

/** Containers that have begun; one that never ran has no log. */
export function containersOf(object: ObjectOf<'Pod'>): ContainerLog[] {
  const pod = object.metadata?.name ?? ''
  return statusesOf(object).flatMap(({ name, restartCount, state }) => {
    const current = (state?.running ?? state?.terminated) ? [{ pod, container: name }] : []
    return restartCount > 0 ? [...current, { pod, container: name, previous: true }] : current
  })
}

/** Keeps one log as `logs/<pod>-<container>[-previous].log`. */
export async function keepLog({
  cluster,
  folder,
  namespace,
  pod,
  container,
  previous = false,
}: ContainerLog & Pick<Scope, 'cluster' | 'namespace'> & { folder: EvidenceFolder }): Promise<void> {
  const former = previous ? { file: '-previous', what: 'former ' } : { file: '', what: '' }
  await folder.keep({
    file: `logs/${pod}-${container}${former.file}.log`,
    what: `${former.what}log of container ${container} of Pod ${pod}, last ${logLines} lines`,
    keep: 'end',
    async content() {
      const request = { namespace, pod, container, previous, tailLines: logLines, withinMs: askWithinMs }
      const text = await podLogs(cluster, request)
      // The kubelet's answer, with status 200, where it has removed the former container.
      if (text.startsWith('unable to retrieve container logs for ')) throw new Error(text)
      return text
    },
  })
}
