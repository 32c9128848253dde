/**
 * Whether the NFS export is of any use to the nodes, asked once before the provisioner is relied on: a Pod mounts it and
 * makes a directory in it. A server that does not answer, an export that is missing or read-only say nothing about the
 * cluster, and each is named. Tells by which client the node has mounted it.
 *
 * An export that squashes root is usable to some, and is left to the scenarios to judge.
 */
import { cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import type { ManifestOf } from '../../kubernetes/kinds.ts'
import { listObjects, readObject } from '../../kubernetes/objects.ts'
import { describePod, hopelessReason, type Pod } from '../../kubernetes/pods.ts'
import type { NfsServer } from '../../run-context.ts'
import type { Scope } from '../../scope.ts'

const name = 'export-check'
const lookEveryMs = 200
/** The script's own answer; others are the shell's. */
const readOnly = 30

/** `$0` is the namespace, which no other run has. Tells the file system's type as the kernel does (`nfs4`, `fuse.nfs`), and whether nothing can be written to it. */
const script = `awk '$2 == "/export" { print $3 }' /proc/mounts > /dev/termination-log
error=$(LC_ALL=C mkdir "/export/.$0" 2>&1) && exec rmdir "/export/.$0"
case "$error" in *"Read-only file system"*) echo "$error" > /dev/termination-log; exit ${readOnly} ;; esac`

export function exportCheckPod(
  { run }: Scope,
  namespace: string,
  { server, path }: NfsServer,
): ManifestOf<'Pod'> {
  const { client: image } = run.images
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      containers: [
        {
          name,
          image,
          imagePullPolicy: run.imagePullPolicy,
          command: ['sh', '-c', script, namespace],
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
          volumeMounts: [{ name: 'export', mountPath: '/export' }],
        },
      ],
      volumes: [{ name: 'export', nfs: { server, path } }],
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
    },
  }
}

/** @throws Failure `cannot-know` where nodes cannot mount the export or nothing can be written to it. */
export async function exportIsUsable(scope: Scope, namespace: string): Promise<void> {
  const what = 'use the NFS export'
  const read = () => readObject(scope.cluster, { kind: 'Pod', namespace, name })
  const isDone = ({ status }: Pod) => ['Succeeded', 'Failed'].includes(status?.phase ?? '')
  const pod = await untilPod(scope, { what, namespace, read, isDone })
  const { exitCode = -1, message = '' } = pod.status?.containerStatuses?.[0]?.state?.terminated ?? {}
  const got = message.trim()
  if (exitCode !== 0)
    throw cannotKnow({ what, expected: 'a directory can be made in it', got: got || `exit code ${exitCode}` })
  const data = { fileSystem: got, node: pod.spec?.nodeName, isKernels: /^nfs/.test(got) }
  scope.journal.record({ source: 'note', type: 'nfs-client', data })
}

export interface AwaitedPod {
  what: string
  namespace: string
  /** It lies outside the scenario's namespace, whose journal does not see it. */
  read(): Promise<Pod | undefined>
  isDone(pod: Pod): boolean
}

/** @throws Failure `cannot-know` when patience is over, with what the kubelet said last; `image-pull` at once. */
export async function untilPod(
  { cluster, timeouts, signal }: Scope,
  { what, namespace, read, isDone }: AwaitedPod,
): Promise<Pod> {
  let pod: Pod | undefined
  for (
    const deadline = systemClock.monotonicMs() + timeouts.podReady;
    systemClock.monotonicMs() < deadline;
    await systemClock.sleep(lookEveryMs, signal)
  ) {
    pod = await read()
    if (pod !== undefined && isDone(pod)) return pod
    const hopeless = pod && hopelessReason(pod)
    if (hopeless !== undefined) throw new Failure({ code: 'image-pull', what, got: hopeless })
  }
  const name = pod?.metadata?.name ?? ''
  const { items } = await listObjects(cluster, 'Event', { namespace })
  const warning = items.findLast(
    ({ type, involvedObject }) => type === 'Warning' && involvedObject.name === name,
  )
  throw cannotKnow({
    what,
    on: `namespace ${namespace}`,
    expected: `its Pod to succeed within ${timeouts.podReady / 1000} s`,
    got: pod === undefined ? 'no Pod' : describePod(pod),
    ...(warning && { blockedBy: [`Pod ${name}: ${warning.reason}: ${warning.message?.trim()}`] }),
  })
}
