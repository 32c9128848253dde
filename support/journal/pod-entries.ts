/** For unit tests: the journal's entries of Pods, written as short as `+web-0`. Knows nothing of what is asked of them. */
import type { Entry } from '../record.ts'

/**
 * `+` created, `~` Running, `*` Ready, `!` no longer Ready, `-` told to end, `x` gone; `#` rejected by the kubelet, `e`
 * evicted. `>web`: StatefulSet web is about to be scaled.
 */
type Happening = `${'+' | '~' | '*' | '!' | '-' | 'x' | '#' | 'e' | '>'}${string}`

/** Happenings in their order; `web-0` is its first life, `web-0#2` its second. */
export function podEntries(...happenings: Happening[]): Entry[] {
  const terminating = new Set<string>()
  return happenings.map((happening, index) => {
    const what = happening.charAt(0)
    const uid = happening.slice(1)
    if (what === '-') terminating.add(uid)
    const when = { seq: index + 1, atMs: (index + 1) * 100, time: `t${index + 1}` }
    if (what === '>') return { ...when, source: 'note', type: 'scaled', kind: 'StatefulSet', name: uid }
    return {
      ...when,
      source: 'watch',
      type: what === '+' ? 'ADDED' : what === 'x' ? 'DELETED' : 'MODIFIED',
      kind: 'Pod',
      name: uid.split('#')[0] ?? '',
      uid,
      object: podObject(uid, what, terminating.has(uid)),
    }
  })
}

function podObject(uid: string, what: string, terminating: boolean) {
  return {
    metadata: { name: uid.split('#')[0], uid, ...(terminating && { deletionTimestamp: 't' }) },
    status: {
      phase: what === '+' ? 'Pending' : what === '#' ? 'Failed' : 'Running',
      ...(what === '#' && { reason: 'OutOfpods' }),
      conditions: [
        { type: 'Ready', status: what === '*' ? 'True' : 'False' },
        ...(what === 'e'
          ? [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }]
          : []),
      ],
      ...(what !== '+' && { podIP: `ip of ${uid}` }),
    },
  }
}

/** Changes of this kind may have been missed. */
export function gapEntry(kind: string, seq = 1000): Entry {
  const data = { kind, fromMs: 0, untilMs: 1, why: 'a gap' }
  return { seq, atMs: seq, time: 't', source: 'gap', type: 'missed', kind, data }
}
