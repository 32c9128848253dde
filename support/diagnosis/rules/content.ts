/** What lies in a volume: it cannot be written, it is lost, it is somebody else's. */
import type { Ground } from '../diagnosis.ts'
import { atLine, inFile, saidBy, short, topic } from '../facts.ts'
import { nfsServerFile, nfsServerOf, squashOf } from '../nfs-server.ts'
import type { Pod } from '../objects.ts'
import { type Life, livesOf, presentOf } from '../past.ts'
import type { Rule } from '../rule.ts'

export const readOnly: Rule = {
  name: 'content-read-only',
  look(facts) {
    if (!/read-only file system/i.test(saidBy(facts))) return undefined
    for (const { name, last } of presentOf(facts.past, 'Pod')) {
      const mount = mountsOf(last.value).find(({ readOnly }) => readOnly)
      if (mount === undefined) continue
      return {
        sentence: `Pod ${name} cannot write to its volume: container ${mount.container} has it mounted read-only at ${mount.mountPath}.`,
        confidence: 'certain',
        restsOn: [atLine(last.line, `Pod ${name}: volumeMount ${mount.name} has readOnly: true`)],
      }
    }
    return {
      sentence: `The volume cannot be written to: its server or the node has it read-only (${short(facts.failure?.got ?? facts.reason)}).`,
      confidence: 'likely',
      restsOn: [],
    }
  },
}

function mountsOf({ spec }: Pod) {
  return (spec?.containers ?? []).flatMap(({ name, volumeMounts = [] }) =>
    volumeMounts.map(mount => ({ container: name, ...mount })),
  )
}

export const denied: Rule = {
  name: 'content-denied',
  look(facts) {
    if (!/permission denied|operation not permitted/i.test(saidBy(facts)) || topic(facts) === 'harness')
      return undefined
    const squash = squashOf(nfsServerOf(facts) ?? {})
    const because = squash === undefined ? '' : `: the NFS server takes the user away (${squash})`
    const grounds: Ground[] = squash === undefined ? [] : [inFile(facts, nfsServerFile, squash)]
    return {
      sentence: `The Pod may not write to its volume${because} (${short(facts.failure?.got ?? facts.reason)}).`,
      confidence: squash === undefined ? 'possible' : 'likely',
      restsOn: grounds,
    }
  },
}

const troubles: readonly [RegExp, string][] = [
  [/no space left on device/i, 'The disk behind the volume is full'],
  [
    /stale file handle/i,
    'The NFS server no longer knows a file or directory that the node has open (stale file handle)',
  ],
  [
    /input\/output error/i,
    'The volume fails with an input/output error: its server does not answer, or its disk is broken',
  ],
]

export const volumeFails: Rule = {
  name: 'content-volume-fails',
  look(facts) {
    const found = troubles.find(([pattern]) => pattern.test(saidBy(facts)))
    if (found === undefined) return undefined
    return {
      sentence: `${found[1]} (${short(facts.failure?.got ?? facts.reason)}).`,
      confidence: 'likely',
      restsOn: [],
    }
  },
}

/** Nothing else explains it: what is known is that it is lost or foreign while the claims are the same. */
export const contentLost: Rule = {
  name: 'content-lost',
  look(facts) {
    if (topic(facts) !== 'content' && topic(facts) !== 'documents') return undefined
    const { expected = '', got = facts.reason } = facts.failure ?? {}
    const isForeign = !/lost(?! 0\b)|no such file|no file/i.test(got) && expected !== ''
    const claims = livesOf(facts.past, 'PersistentVolumeClaim')
    const same = claims.length === 0 ? '' : ', while the claims and their volumes stayed the same'
    const what = isForeign ? 'is not what was written' : 'was lost'
    return {
      sentence: `What lies in the volume ${what}${same}: expected ${short(expected || 'what was written')}, got ${short(got)}.`,
      confidence: 'possible',
      restsOn: claims.slice(0, 4).map(claimGround),
    }
  },
}

function claimGround({ name, last }: Life<{ spec?: { volumeName?: string } }>): Ground {
  return atLine(last.line, `claim ${name} on volume ${last.value.spec?.volumeName ?? 'none'}`)
}
