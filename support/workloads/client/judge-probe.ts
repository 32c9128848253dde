/**
 * The judge of a DNS probe: when did each replica last give an old address, and has each settled on the new one?
 * A replica that is not asked, or not often enough, settles nothing. A pure function of the answers.
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
  /** Every replica that the probe must ask. */
  servers: readonly string[]
  answers: readonly DnsAnswer[]
  expectations: readonly NameExpectation[]
  nowMs: number
  /** An old address may be answered until so long after the Pod was Ready. */
  limitMs: number
  /**
   * So much longer a name may have no address, or another wrong one: a cache may hold that for 30 s, and it is the probe's
   * own question that filled it, a moment before the new address was known. Then nobody knows whose fault it is.
   */
  lateMs: number
  /** So long every answer must have been right before the replica counts as settled. */
  settledMs: number
}

export type ProbeVerdict =
  | { state: 'open' }
  | { state: 'settled'; lastOldMs: number; readyMs: number }
  | { state: 'broken'; lastOldMs: number; readyMs: number; server: string; expected: string; got: string }
  /** The probe did not ask as it should have: nobody knows. */
  | { state: 'unknown'; got: string }

/** A pause between two right answers longer than this may hide a wrong one: the probe's pace is 100 ms. */
const longestPauseMs = 1_000
/** Each name costs 2 s where a replica does not answer; a probe that is silent for longer is stuck or dead. */
const deadAfterMs = 10_000
/** So many times the time to settle is waited for once the limit is over and no answer was wrong after it. */
const settlingTries = 10

/**
 * `lastOldMs`: the longest time after a Pod was Ready at which a replica still gave an old address; 0 if none did.
 * `readyMs`: when that Pod was Ready.
 */
export function judgeProbe(question: ProbeQuestion): ProbeVerdict {
  const { answers, servers, expectations, settledMs } = question
  const tracks = servers.flatMap(server =>
    expectations.map(expectation => trackOf(answers, server, expectation)),
  )
  if (tracks.length === 0) return { state: 'unknown', got: 'nothing was asked' }
  const { lastOldMs, readyMs } = tracks.reduce((a, b) => (b.lastOldMs > a.lastOldMs ? b : a))
  for (const track of tracks) {
    const got = whatIsBroken(track, question)
    const expected = `${track.name} is ${track.address}`
    if (got !== undefined) return { state: 'broken', lastOldMs, readyMs, server: track.server, expected, got }
  }
  for (const track of tracks) {
    const got = isSettled(track, settledMs) ? undefined : whatIsUnknown(track, question)
    if (got !== undefined) return { state: 'unknown', got: `DNS replica ${track.server} ${got}` }
  }
  if (!tracks.every(track => isSettled(track, settledMs))) return { state: 'open' }
  const late = tracks.find(track => track.lastWrong.afterMs > question.limitMs)
  if (late === undefined) return { state: 'settled', lastOldMs, readyMs }
  return {
    state: 'unknown',
    got: `DNS replica ${late.server} gave ${wrongOf(late)}, and then the new address`,
  }
}

interface Track extends NameExpectation {
  server: string
  /** After the Pod was Ready, ms; 0 if no old address came after that. */
  lastOldMs: number
  lastOld?: string
  /** The last answer that was not the new address, as a text, and when it came after the Pod was Ready. */
  lastWrong: { got: string; afterMs: number }
  /** Since when every answer was right and came without a pause: monotonic ms. */
  rightFromMs?: number
  /** When the last answer came; when the Pod was Ready, if none has come since. */
  lastMs: number
}

/** What one replica said about one name since its new Pod was Ready. */
function trackOf(answers: readonly DnsAnswer[], server: string, expectation: NameExpectation): Track {
  const { name, address, readyMs } = expectation
  const track: Track = {
    ...expectation,
    server,
    lastOldMs: 0,
    lastWrong: { got: '', afterMs: 0 },
    lastMs: readyMs,
  }
  for (const { values, status, atMs, ...answer } of answers) {
    if (answer.server !== server || answer.name !== name || atMs < readyMs) continue
    const old = values.find(value => expectation.old.includes(value))
    if (old !== undefined) Object.assign(track, { lastOldMs: atMs - readyMs, lastOld: old })
    if (values.join() === address) {
      if (track.rightFromMs === undefined || atMs - track.lastMs > longestPauseMs) track.rightFromMs = atMs
    } else {
      delete track.rightFromMs
      track.lastWrong = { got: values.join(', ') || status, afterMs: atMs - readyMs }
    }
    track.lastMs = atMs
  }
  return track
}

function whatIsBroken(track: Track, { limitMs, lateMs }: ProbeQuestion): string | undefined {
  const { lastOldMs, lastOld, lastWrong } = track
  // A promise of its own, and no cache excuses it: the old address left the slices before the new Pod was made.
  if (lastOldMs > limitMs) return `the old address ${lastOld} ${after(lastOldMs)}`
  return lastWrong.afterMs > limitMs + lateMs ? wrongOf(track) : undefined
}

const after = (ms: number) => `${(ms / 1000).toFixed(1)} s after the new Pod was Ready`
const wrongOf = ({ lastWrong }: Track) => `${lastWrong.got} ${after(lastWrong.afterMs)}`

function whatIsUnknown(
  { lastMs, readyMs }: Track,
  { nowMs, limitMs, settledMs }: ProbeQuestion,
): string | undefined {
  if (nowMs - lastMs > deadAfterMs) return `was asked nothing for ${((nowMs - lastMs) / 1000).toFixed(0)} s`
  return nowMs - readyMs > limitMs + settlingTries * settledMs ? 'was asked too seldom' : undefined
}

function isSettled({ rightFromMs, lastMs }: Track, settledMs: number): boolean {
  return rightFromMs !== undefined && lastMs - rightFromMs >= settledMs
}
