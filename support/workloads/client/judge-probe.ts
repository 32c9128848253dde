/**
 * The judge of a DNS probe: when did each replica last give an old address, and has each settled on the new one?
 * A pure function of the answers.
 */
import type { DnsAnswer } from './dns-answers.ts'

export interface NameExpectation {
  name: string
  /** The new Pod's address. */
  address: string
  /** When the new Pod was Ready, monotonic ms. */
  readyMs: number
  /** Addresses of the Pods that had the name before. */
  old: string[]
}

export interface ProbeQuestion {
  answers: readonly DnsAnswer[]
  expectations: readonly NameExpectation[]
  nowMs: number
  /** An old address may be answered until so long after the Pod was Ready. */
  limitMs: number
  /** So long every answer must have been right before the replica counts as settled. */
  settledMs: number
}

export type ProbeVerdict =
  | { state: 'open' }
  | { state: 'settled'; lastOldMs: number }
  | { state: 'broken'; lastOldMs: number; on: string; expected: string; got: string }

/** `lastOldMs`: the longest time after a Pod was Ready at which a replica still gave an old address; 0 if none did. */
export function judgeProbe({
  answers,
  expectations,
  nowMs,
  limitMs,
  settledMs,
}: ProbeQuestion): ProbeVerdict {
  const servers = [...new Set(answers.map(({ server }) => server))]
  const tracks = servers.flatMap(server =>
    expectations.map(expectation => trackOf(answers, server, expectation)),
  )
  const lastOldMs = Math.max(0, ...tracks.map(track => track.lastOldMs))
  const broken = (track: Track, got: string) => ({
    state: 'broken' as const,
    lastOldMs,
    on: `DNS replica ${track.server}`,
    expected: `${track.name} is ${track.address}`,
    got,
  })
  for (const track of tracks) {
    if (track.lastOldMs > limitMs)
      return broken(
        track,
        `the old address ${track.lastOld} ${(track.lastOldMs / 1000).toFixed(1)} s after the new Pod was Ready`,
      )
    if (nowMs - track.readyMs > limitMs + settledMs && !isSettled(track, settledMs))
      return broken(
        track,
        `${track.last ?? 'no answer'} at the end of ${((nowMs - track.readyMs) / 1000).toFixed(0)} s`,
      )
  }
  return tracks.length > 0 && tracks.every(track => isSettled(track, settledMs))
    ? { state: 'settled', lastOldMs }
    : { state: 'open' }
}

interface Track extends NameExpectation {
  server: string
  /** After the Pod was Ready, ms; 0 if no old address came after that. */
  lastOldMs: number
  lastOld?: string
  /** The last answer, as a text. */
  last?: string
  /** Since when every answer was right, until which: monotonic ms. */
  rightFromMs?: number
  rightUntilMs: number
}

/** What one replica said about one name since its new Pod was Ready. */
function trackOf(answers: readonly DnsAnswer[], server: string, expectation: NameExpectation): Track {
  const track: Track = { ...expectation, server, lastOldMs: 0, rightUntilMs: 0 }
  for (const answer of answers) {
    if (answer.server !== server || answer.name !== expectation.name || answer.atMs < expectation.readyMs)
      continue
    const old = answer.values.find(value => expectation.old.includes(value))
    if (old !== undefined)
      Object.assign(track, { lastOldMs: answer.atMs - expectation.readyMs, lastOld: old })
    track.last = answer.values.join(', ') || answer.status
    if (answer.values.join() !== expectation.address) delete track.rightFromMs
    else track.rightFromMs ??= answer.atMs
    track.rightUntilMs = answer.atMs
  }
  return track
}

function isSettled({ rightFromMs, rightUntilMs }: Track, settledMs: number): boolean {
  return rightFromMs !== undefined && rightUntilMs - rightFromMs >= settledMs
}
