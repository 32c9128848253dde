/** Volumes: a Pod that writes beside its claim, a claim or volume that is another one than before, one that is shared. */
import { atLine, type Facts, listed, topic } from '../facts.ts'
import type { Pod } from '../objects.ts'
import { livesOf, presentOf } from '../past.ts'
import type { Rule } from '../rule.ts'
import { policyFor } from './admission.ts'

const concerns = (facts: Facts) =>
  ['content', 'writing', 'volume', 'documents', 'elasticsearch', 'claim', 'requests'].includes(topic(facts))

export const besideTheClaim: Rule = {
  name: 'volume-beside-claim',
  look(facts) {
    if (!concerns(facts)) return undefined
    for (const { name, last } of livesOf(facts.past, 'Pod')) {
      const found = mountsBeside(last.value)
      if (found === undefined) continue
      return {
        sentence: `Pod ${name} does not write to its claim ${found.claim}: no container mounts it, and ${found.path} is the emptyDir "${found.emptyDir}", which goes with the Pod.`,
        confidence: 'certain',
        restsOn: [atLine(last.line, `Pod ${name}: ${found.path} is an emptyDir`)],
      }
    }
    return undefined
  },
}

/** A claim that no container mounts, beside an emptyDir that one does. */
function mountsBeside({ spec }: Pod) {
  const { volumes = [], containers = [], initContainers = [] } = spec ?? {}
  const mounts = [...initContainers, ...containers].flatMap(({ volumeMounts = [] }) => volumeMounts)
  const isMounted = (volume: string | undefined) => mounts.some(({ name }) => name === volume)
  const claim = volumes.find(volume => volume.persistentVolumeClaim !== undefined && !isMounted(volume.name))
  const emptyDirs = volumes.filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name)
  const mount = mounts.find(({ name }) => emptyDirs.includes(name))
  if (claim === undefined || mount === undefined) return undefined
  return { claim: claim.persistentVolumeClaim?.claimName, path: mount.mountPath, emptyDir: mount.name }
}

export const claimReplaced: Rule = {
  name: 'volume-replaced',
  look(facts) {
    if (!concerns(facts)) return undefined
    const byName = Map.groupBy(livesOf(facts.past, 'PersistentVolumeClaim'), ({ name }) => name)
    for (const [name, lives] of byName) {
      const [before, now] = [lives.at(0), lives.at(-1)]
      if (before === undefined || now === undefined || before.uid === now.uid) continue
      return {
        sentence: `The claim ${name} is another one than before: ${before.uid} on volume ${before.last.value.spec?.volumeName ?? 'none'} is gone, ${now.uid} on volume ${now.last.value.spec?.volumeName ?? 'none'} took its place, so what was written lies elsewhere.`,
        confidence: 'certain',
        restsOn: [atLine(before.last.line, 'the former claim'), atLine(now.first.line, 'the new claim')],
      }
    }
    return undefined
  },
}

export const sharedDirectory: Rule = {
  name: 'volume-shared',
  look(facts) {
    if (!concerns(facts)) return undefined
    const byPlace = Map.groupBy(presentOf(facts.past, 'PersistentVolume'), ({ last }) => {
      const { nfs } = last.value.spec ?? {}
      return nfs === undefined ? '' : `${nfs.server}:${nfs.path}`
    })
    for (const [place, volumes] of byPlace) {
      if (place === '' || volumes.length < 2) continue
      const policy = policyFor(facts, { kind: 'PersistentVolume' })
      const claims = volumes.map(({ last }) => last.value.spec?.claimRef?.name ?? '')
      return {
        sentence: `The volumes of the claims ${listed(claims)} are one and the same directory, ${place}${policy === undefined ? '' : `; ${policy} changes volumes on their way in`}.`,
        confidence: 'certain',
        restsOn: volumes.map(({ name, last }) => atLine(last.line, `PersistentVolume ${name}: ${place}`)),
      }
    }
    return undefined
  },
}
