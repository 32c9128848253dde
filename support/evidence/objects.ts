/** What the journal's view shows at the moment of the failure: objects, events in their order, a summary of each Pod. */
import { stringify } from 'yaml'
import type { Kind, ObjectOf } from '../kubernetes/kinds.ts'
import { describePod, statusesOf } from '../kubernetes/pods.ts'
import type { Gathering } from './collect-evidence.ts'

const kinds: readonly Kind[] = [
  'StatefulSet',
  'Pod',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Service',
  'EndpointSlice',
  'ControllerRevision',
]

/** One file for each kind, objects separated by `---`. */
export async function keepObjects({ scope, folder }: Gathering): Promise<void> {
  const { view } = scope.journal
  const text = (kind: Kind) =>
    view
      .list(kind)
      .map(object => stringify(folder.redacted(object)))
      .join('---\n')
  await Promise.all(
    kinds.map(kind =>
      folder.keep({ file: `objects/${kind}.yaml`, what: `${kind}s`, content: () => text(kind) }),
    ),
  )
}

/** One line for each event, in the order in which the cluster says that they happened. */
export async function keepEvents({ scope, folder }: Gathering): Promise<void> {
  const lines = () => scope.journal.view.list('Event').map(describeEvent).sort().join('\n')
  await folder.keep({ file: 'events.txt', what: 'events in their order', keep: 'end', content: lines })
}

function describeEvent({
  lastTimestamp,
  eventTime,
  type,
  involvedObject,
  reason,
  message,
  count,
}: ObjectOf<'Event'>): string {
  const times = count !== undefined && count > 1 ? ` (${count} times)` : ''
  const at = String(lastTimestamp ?? eventTime ?? '')
  const on = `${involvedObject.kind}/${involvedObject.name}`
  return [at, type, on, reason, `${message?.trim().replaceAll('\n', ' ')}${times}`].join('\t')
}

/** Like `kubectl describe`, for reading: state, containers, volumes and events of each Pod. */
export async function keepDescriptions({ scope, folder }: Gathering): Promise<void> {
  const { view } = scope.journal
  const text = () =>
    view
      .list('Pod')
      .map(pod => describe(pod, view.eventsOf('Pod', pod.metadata?.name ?? '')))
      .join('\n\n')
  await folder.keep({ file: 'describe.txt', what: 'summary of each Pod', content: text })
}

function describe(pod: ObjectOf<'Pod'>, events: ObjectOf<'Event'>[]): string {
  const { metadata, spec, status } = pod
  const containers = statusesOf(pod).map(({ name, ready, restartCount, state, lastState }) => {
    const last = lastState?.terminated === undefined ? '' : `, before that ${show(lastState)}`
    return `  container ${name}: ${ready ? 'ready' : 'not ready'}, ${restartCount} restarts, ${show(state)}${last}`
  })
  const conditions = (status?.conditions ?? []).map(
    ({ type, status, reason, message }) =>
      `  condition ${[type, status, reason, message].filter(Boolean).join(' ')}`,
  )
  const volumes = (spec?.volumes ?? []).map(
    ({ name, ...source }) => `  volume ${name}: ${JSON.stringify(source)}`,
  )
  return [
    `Pod ${metadata?.name} (${metadata?.uid}) on ${spec?.nodeName ?? 'no node'}: ${describePod(pod)}`,
    `  address ${status?.podIP ?? 'none'}, created ${metadata?.creationTimestamp}, deletion ${metadata?.deletionTimestamp ?? 'not asked for'}`,
    ...containers,
    ...conditions,
    ...volumes,
    ...events.map(event => `  event ${describeEvent(event)}`),
  ].join('\n')
}

function show(state: object | undefined): string {
  const [[name, facts] = ['no state', undefined]] = Object.entries(state ?? {})
  const { reason, message, exitCode, signal } = (facts ?? {}) as Record<string, unknown>
  const code = exitCode === undefined ? '' : `exit code ${exitCode}`
  return [name, reason, code, signal && `signal ${signal}`, message].filter(Boolean).join(' ')
}
