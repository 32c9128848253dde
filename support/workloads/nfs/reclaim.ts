/**
 * What becomes of a claim's directory when the claim is deleted, seen on the server's own disk, and of what lies beside
 * it. The contract is nfs-subdir-external-provisioner's (its README, "Class parameters").
 */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { type Check, met, notYet } from '../../check.ts'
import { inSeconds } from '../../clock.ts'
import type { View } from '../../journal/view.ts'
import { deleteObject, listObjects } from '../../kubernetes/objects.ts'
import type { Scope } from '../../scope.ts'
import type { Actors } from '../actors.ts'
import { listLine, recordsIn } from '../records.ts'
import { assertRecordsKept } from './experiments.ts'

export type Fate = 'archived' | 'deleted' | 'kept'

export interface Reclaim {
  /** Name of the volume, and its directory below the shared one. */
  volume: string
  directory: string
  deletedAtMs: number
}

/** Names that a careless pattern would take for the volume's own. */
const neighbours = (directory: string) => ({
  folder: `${directory}-neighbour`,
  file: `${directory}-neighbour.txt`,
})

/**
 * Puts a directory with a file in it, for root alone, and a file beside the claim's directory.
 * @throws Failure `cannot-know` where they are gone before anything is deleted.
 */
export async function putNeighbours({ nfs, seen }: Actors, claim: string): Promise<void> {
  const { folder, file } = neighbours(nfs.directoryOf(claim))
  await nfs.disk.shell(
    `mkdir -m 0700 '${folder}' && echo theirs > '${folder}/file' && echo theirs, too > '${file}' && sync '${folder}/file' '${file}'`,
  )
  const there = await fingerprint(nfs, nfs.directoryOf(claim))
  // Both files are told with what is in them: what is not there could not be found untouched.
  if (there.split('theirs').length !== 3)
    throw cannotKnow({ what: 'put something beside the volume', on: folder, got: there || 'it is gone' })
  seen.neighbours = there
}

/** Deletes the Pod, then the claim, and waits until the claim is gone. */
export async function removeClaim(
  { nfs, scope, seen }: Actors,
  { pod, claim }: { pod: string; claim: string },
): Promise<void> {
  const { cluster, namespace, journal } = scope
  const [volume, directory] = [nfs.volumeOf(claim).metadata?.name ?? '', nfs.directoryOf(claim)]
  await nfs.removePod(pod)
  seen.reclaim = { volume, directory, deletedAtMs: journal.now() }
  await deleteObject(cluster, { kind: 'PersistentVolumeClaim', namespace, name: claim })
}

/** @throws Failure `broken-promise` where the volume is still there then, or its directory is not what the class says. */
export async function assertReclaimed(actors: Actors, fate: Fate, withinMs: number): Promise<void> {
  const { nfs, scope, seen, figure } = actors
  const reclaim = seen.reclaim
  if (reclaim === undefined) throw cannotKnow({ what: 'judge the directory', got: 'no claim was deleted' })
  const { volume, directory, deletedAtMs } = reclaim
  const { journal } = scope
  await journal
    .until(volumeIsGone(volume), { withinMs: Math.max(0, withinMs - (journal.now() - deletedAtMs)) })
    .catch(async cause => Promise.reject(await withComplaint(scope, volume, cause)))
  figure({
    name: 'volume reclaimed after',
    value: inSeconds(journal.now() - deletedAtMs),
    unit: 's',
    limit: withinMs / 1000,
  })
  const got = await fateOf(nfs, directory)
  if (got !== fate)
    throw brokenPromise({
      what: "do with the claim's directory what the class says",
      on: directory,
      expected: fate,
      got,
    })
  if (fate !== 'deleted') await assertRecordsIn(actors, fate === 'kept' ? directory : archiveOf(directory))
}

const archiveOf = (directory: string) => `archived-${directory}`

/** A directory that is kept is nobody's now: it is taken away once it is judged, as an archive is after an hour. */
async function assertRecordsIn(actors: Actors, directory: string): Promise<void> {
  const { nfs, ledger } = actors
  if (ledger.attempted.size === 0) return
  const [owner = ''] = [...ledger.attempted.keys()].map(id => id.slice(0, id.indexOf('/')))
  assertRecordsKept(actors, recordsIn(await nfs.disk.shell(listLine(`'${directory}/records'`)), owner))
  await nfs.disk.shell(`rm -rf '${directory}'`)
}

async function fateOf({ disk }: Actors['nfs'], directory: string): Promise<Fate | 'both archived and kept'> {
  const isThere = async (path: string) => (await disk.list(path)) !== undefined
  const [kept, archived] = [await isThere(directory), await isThere(archiveOf(directory))]
  if (kept && archived) return 'both archived and kept'
  return kept ? 'kept' : archived ? 'archived' : 'deleted'
}

/** @throws Failure `broken-promise` with what became of them. */
export async function assertNeighboursUntouched({ nfs, seen }: Actors): Promise<void> {
  const directory = seen.reclaim?.directory
  if (directory === undefined || seen.neighbours === undefined)
    throw cannotKnow({ what: 'judge what lies beside the volume', got: 'nothing was put there' })
  const got = await fingerprint(nfs, directory)
  if (got !== seen.neighbours)
    throw brokenPromise({
      what: 'leave alone what lies beside the volume',
      on: directory,
      expected: seen.neighbours,
      got: got || 'nothing is there',
    })
  const { folder, file } = neighbours(directory)
  await nfs.disk.shell(`rm -rf '${folder}' '${file}'`)
}

/** Mode, owner, time of change and content of each; what is gone is left out. */
async function fingerprint({ disk }: Actors['nfs'], directory: string): Promise<string> {
  const { folder, file } = neighbours(directory)
  const each = `[ ! -e "$f" ] || { stat -c '%A %u %g %Y' "$f"; [ -d "$f" ] || cat "$f"; }`
  const output = await disk.shell(`for f in '${folder}' '${folder}/file' '${file}'; do ${each}; done`)
  return output.split('\n').join('; ')
}

function volumeIsGone(name: string): Check<View> {
  return {
    what: `PersistentVolume ${name} to be gone`,
    look(view) {
      const volume = view.get('PersistentVolume', name)
      return volume === undefined ? met('it is gone') : notYet(volume.status?.phase ?? 'it is still there')
    },
  }
}

/** Events on a volume lie in the namespace `default`, which no scenario's journal watches. */
async function withComplaint({ cluster }: Scope, volume: string, cause: unknown): Promise<unknown> {
  const fieldSelector = `involvedObject.name=${volume},type=Warning`
  const { items } = await listObjects(cluster, 'Event', { namespace: 'default', fieldSelector })
  const last = items.at(-1)
  if (last === undefined) return cause
  return brokenPromise({
    what: 'reclaim the volume in time',
    on: `PersistentVolume ${volume}`,
    got: `${last.reason}: ${last.message?.trim()}`,
    cause,
  })
}
