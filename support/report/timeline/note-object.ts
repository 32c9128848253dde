/**
 * Notes a watched object in its scenario's timeline: lives of Pods, phases of claims and volumes, warnings.
 *
 * Reads objects as they were recorded, whatever they hold: a field that is missing or strange is left out.
 */
import type { Entry } from '../../record.ts'
import { endLast, type PodLife, type Timeline, turnTo, type VolumeLife } from './timeline.ts'

/** The little that is read of an object. */
interface Recorded {
  metadata?: { deletionTimestamp?: string }
  spec?: { nodeName?: string; volumeName?: string; claimRef?: { name?: string } }
  status?: { phase?: string; podIP?: string; conditions?: { type?: string; status?: string }[] }
  type?: string
  reason?: string
  message?: string
  involvedObject?: { kind?: string; name?: string }
}

const notes: Record<string, (timeline: Timeline, entry: Entry, object: Recorded) => void> = {
  Pod: notePod,
  PersistentVolumeClaim: (timeline, entry, object) =>
    noteVolume(timeline, entry, object, 'claim', object.spec?.volumeName),
  PersistentVolume: (timeline, entry, object) =>
    noteVolume(timeline, entry, object, 'volume', object.spec?.claimRef?.name),
  Event: noteWarning,
}

/** Kinds that the timeline shows; the journal has more. */
export const notedKinds: ReadonlySet<string> = new Set(Object.keys(notes))

export function noteObject(timeline: Timeline, entry: Entry): void {
  const { object } = entry
  if (typeof object === 'object' && object !== null) notes[entry.kind ?? '']?.(timeline, entry, object)
}

function notePod({ pods }: Timeline, { name = '', uid = '', type, atMs }: Entry, pod: Recorded): void {
  const lives = pods.get(name) ?? []
  pods.set(name, lives)
  let life = lives.find(candidate => candidate.uid === uid)
  if (life === undefined) {
    life = { uid, phases: [] }
    lives.push(life)
  }
  const phase = phaseOf(pod)
  if (pod.spec?.nodeName !== undefined) life.node = pod.spec.nodeName
  if (pod.status?.podIP !== undefined) life.ip = pod.status.podIP
  if (phase === 'Ready') life.readyMs ??= atMs
  if (phase === 'Terminating' || type === 'DELETED') life.deletingMs ??= atMs
  if (type === 'DELETED') endLife(life, atMs)
  else turnTo(life.phases, phase, atMs)
}

function endLife(life: PodLife, atMs: number): void {
  life.goneMs ??= atMs
  endLast(life.phases, atMs)
}

/** A Pod that was told to end counts as nothing else, as the journal's own questions have it. */
function phaseOf({ metadata, status }: Recorded): string {
  if (metadata?.deletionTimestamp !== undefined) return 'Terminating'
  const ready = status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  return status?.phase === 'Running' && ready ? 'Ready' : (status?.phase ?? 'Pending')
}

function noteVolume(
  { volumes }: Timeline,
  { name = '', type, atMs }: Entry,
  { metadata, status }: Recorded,
  kind: VolumeLife['kind'],
  boundTo: string | undefined,
): void {
  let life = volumes.find(candidate => candidate.kind === kind && candidate.name === name)
  if (life === undefined) {
    life = { kind, name, phases: [] }
    volumes.push(life)
  }
  if (boundTo !== undefined) life.boundTo = boundTo
  const phase = metadata?.deletionTimestamp === undefined ? (status?.phase ?? 'Pending') : 'Terminating'
  if (type === 'DELETED') endLast(life.phases, atMs)
  else turnTo(life.phases, phase, atMs)
}

/** Each warning once: the API server counts the same again by changing the object. */
function noteWarning({ warnings }: Timeline, { atMs }: Entry, event: Recorded): void {
  if (event.type !== 'Warning') return
  const { involvedObject, reason = '', message = '' } = event
  const on = `${involvedObject?.kind ?? 'object'} ${involvedObject?.name ?? ''}`
  const text = `${reason}: ${message.trim()}`
  if (!warnings.some(warning => warning.on === on && warning.text === text)) warnings.push({ atMs, on, text })
}
