/** Judges what only a look into a node's Pod tells: where its data lies, what the init containers reached. */
import { brokenPromise } from '../../broken-promise.ts'
import type { ObjectOf } from '../../kubernetes/kinds.ts'
import type { Actors } from '../actors.ts'
import { dataPath } from './manifests.ts'

/** Each Pod has a claim `data-<pod>` of this size and class, bound to a volume of its own. */
export function assertOwnClaims(
  actors: Actors,
  { size, className }: { size: string; className: string },
): void {
  const { view } = actors.scope.journal
  const expected = actors.elasticsearch.names().map(pod => `data-${pod} Bound ${size} ${className}`)
  const claims = view.list('PersistentVolumeClaim')
  const got = claims.map(describeClaim).sort()
  if (got.join() !== expected.join())
    throw brokenPromise({
      what: 'give each Pod a claim',
      expected: expected.join(', '),
      got: got.join(', ') || 'none',
    })
  const volumes = new Set(claims.map(({ spec }) => spec?.volumeName))
  if (volumes.size !== claims.length)
    throw brokenPromise({ what: 'give each claim its own volume', got: [...volumes].join(', ') })
}

function describeClaim({ metadata, spec, status }: ObjectOf<'PersistentVolumeClaim'>): string {
  return `${metadata?.name} ${status?.phase} ${spec?.resources?.requests?.storage} ${spec?.storageClassName}`
}

/** The data directory is the claim's volume and nothing else mounted there, and the node's files are in it. */
export async function assertDataOnClaim({ elasticsearch, nfs }: Actors): Promise<void> {
  for (const { metadata } of elasticsearch.pods()) {
    const pod = metadata?.name ?? ''
    const source = nfs.volumeOf(`data-${pod}`).spec?.nfs
    const line = `grep ' ${dataPath} ' /proc/mounts | cut -d ' ' -f 1; ls -d ${dataPath}/nodes/*/_state 2>/dev/null | wc -l`
    const got = (await elasticsearch.shell(pod, line)).split('\n').join(', ')
    const expected = `${source?.server}:${source?.path}, 1`
    if (got !== expected)
      throw brokenPromise({
        what: 'keep the data on the claim',
        on: `Pod ${pod}`,
        expected: `${dataPath} from ${expected} node state in it`,
        got,
      })
  }
}

export async function assertKernelSetting(actors: Actors, name: string, expected: string): Promise<void> {
  for (const pod of actors.elasticsearch.names()) {
    const got = await actors.elasticsearch.shell(pod, `cat /proc/sys/${name.replaceAll('.', '/')}`)
    if (got !== expected)
      throw brokenPromise({ what: `set ${name}`, on: `node of Pod ${pod}`, expected, got })
  }
}

/** A process's limit is its own and its children's: one that an init container sets ends with it. */
export async function assertOpenFilesNot(actors: Actors, limit: string): Promise<void> {
  for (const pod of actors.elasticsearch.names()) {
    const line = "grep 'Max open files' /proc/1/limits | tr -s ' ' | cut -d ' ' -f 4"
    const got = await actors.elasticsearch.shell(pod, line)
    if (got === limit)
      throw brokenPromise({
        what: 'have a limit of its own',
        on: `main container of Pod ${pod}`,
        expected: `another limit than the init container's ${limit}`,
        got,
      })
    actors.figure({
      name: `open files allowed in the main container of ${pod}`,
      value: Number(got),
      unit: 'count',
    })
  }
}
