/**
 * A program in a Pod that keeps writing to its volume: numbered records, one file each, each flushed by fsync before the
 * next. It says which record it tries and which is on the disk; only the latter is acknowledged. Its own mark is in each
 * record, so that another writer's shows.
 *
 * Judges nothing.
 */
import { cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import { type Failure, messageOf } from '../../failure.ts'
import type { Journal } from '../../journal/journal.ts'
import { followInPod } from '../../kubernetes/exec.ts'
import type { Actors } from '../actors.ts'

export interface Writing {
  readonly pod: string
  /** When each acknowledgement arrived, monotonic ms, oldest first. */
  readonly acknowledgedAtMs: readonly number[]
  /** Writes that failed: a mount that waits for its server has none. */
  readonly failures: readonly string[]
  /** Why it writes no longer, though nobody stopped it. */
  readonly trouble: Failure | undefined
  /** Lets it end after the write that is under way. Never rejects. */
  stop(): Promise<void>
}

/** dd opens, writes, flushes (fsync) and closes, and fails if any of them does. */
const script = `mkdir -p /data/records; n=0
while [ ! -e /tmp/stop ]; do
  n=$((n+1)); name=record-$(printf %05d $n); echo "try $name"
  if error=$(echo "$0 wrote number $n" | dd of=/data/records/$name conv=fsync status=none 2>&1)
  then echo "ack $name"; else echo "fail $name $error"; fi
  sleep 0.05
done`

/** So many acknowledged records make a loss show, and are there within two seconds or so. */
const underWay = 20
/** A pause that is longer than this is told in the journal, when it begins and when it is over. */
const noticedPauseMs = 1_000
/** Lines come by themselves; a wait for so many of them looks this often. */
const lookEveryMs = 50

/** Begins to write; resolves once the first records are acknowledged. */
export async function startWriting({ scope, ledger, seen }: Actors, pod: string): Promise<void> {
  const { cluster, namespace, journal, timeouts, signal } = scope
  const mark = `${pod} ${Math.random().toString(36).slice(2, 8)}`
  const acknowledgedAtMs: number[] = []
  const failures: string[] = []
  const stopped = new AbortController()
  const pauses = notePauses(journal, pod)
  let trouble: Failure | undefined
  const onLine = (line: string) => {
    const [said = '', file = '', ...why] = line.split(' ')
    const id = `${pod}/${file}`
    if (said === 'try') ledger.attempt({ id, content: `${mark} wrote number ${Number(file.slice(7))}` })
    if (said === 'fail') failures.push(`${file}: ${why.join(' ')}`)
    if (said !== 'ack') return
    ledger.acknowledge(id)
    acknowledgedAtMs.push(journal.now())
    pauses.goesOn()
  }
  const command = ['sh', '-c', script, mark]
  let isStopping = false
  const ended = followInPod(
    cluster,
    { namespace, pod, command, signal: AbortSignal.any([signal, stopped.signal]) },
    onLine,
  )
    .then(() => 'it ended by itself', messageOf)
    .then(got => {
      pauses.end()
      if (!isStopping) trouble = cannotKnow({ what: 'keep writing', on: `Pod ${pod}`, got })
      return got
    })
  seen.writing = {
    pod,
    acknowledgedAtMs,
    failures,
    get trouble() {
      return trouble
    },
    async stop() {
      isStopping = true
      // A write that waits for a server is waited for as long as a command may take.
      const patience = setTimeout(() => stopped.abort(), timeouts.command)
      const ask = followInPod(
        cluster,
        { namespace, pod, command: ['touch', '/tmp/stop'], signal: stopped.signal },
        () => undefined,
      )
      await ask.catch(() => stopped.abort())
      await ended
      clearTimeout(patience)
    },
  }
  await acknowledgedSince(seen.writing, 0, timeouts.command, underWay)
}

/** Tells the journal, as every client that writes does, when writes are no longer acknowledged and when they are again. */
export function notePauses(
  { record }: { record(entry: Parameters<Journal['record']>[0]): unknown },
  pod: string,
) {
  let told: string | false | undefined
  let pause: NodeJS.Timeout | undefined
  const tell = (refused: string | false) => {
    if (refused !== told) record({ source: 'probe', type: 'writes', name: pod, data: { refused } })
    told = refused
  }
  const onPause = () => tell(`nothing was acknowledged for ${noticedPauseMs / 1000} s`)
  return {
    goesOn() {
      tell(false)
      pause = pause?.refresh() ?? setTimeout(onPause, noticedPauseMs)
    },
    end: () => clearTimeout(pause),
  }
}

/**
 * Waits for so many acknowledgements after a moment. @returns when the first of them came.
 * @throws Failure `cannot-know` where the writing itself has ended, or none came in time.
 */
export async function acknowledgedSince(
  writing: Writing,
  sinceMs: number,
  withinMs: number,
  count = 1,
): Promise<number> {
  for (const deadline = systemClock.monotonicMs() + withinMs; ; await systemClock.sleep(lookEveryMs)) {
    const later = writing.acknowledgedAtMs.filter(atMs => atMs > sinceMs)
    if (later.length >= count) return later[0] ?? 0
    if (writing.trouble !== undefined) throw writing.trouble
    if (systemClock.monotonicMs() > deadline)
      throw cannotKnow({
        what: 'see a write acknowledged',
        on: `Pod ${writing.pod}`,
        got: `none within ${withinMs / 1000} s`,
      })
  }
}
