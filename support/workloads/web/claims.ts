/** Checks and judgements on claims and their volumes. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { type Check, met, notYet } from '../../check.ts'
import type { View } from '../../journal/view.ts'
import type { ObjectOf } from '../../kubernetes/kinds.ts'
import { listObjects } from '../../kubernetes/objects.ts'
import { defaultClassIn } from '../../kubernetes/storage-classes.ts'
import type { Scope } from '../../scope.ts'
import type { ContentMemory } from './content.ts'

type Claim = ObjectOf<'PersistentVolumeClaim'>

export interface ExpectedClaim {
  name: string
  size: string
  accessMode: string
}

/** Exactly these claims are there, each Bound, of this size and access mode. */
export function claimsAreBound(expected: ExpectedClaim[]): Check<View> {
  const wanted = expected.map(({ name, size, accessMode }) => `${name} Bound ${size} ${accessMode}`).sort()
  return {
    what: `the claims ${wanted.join(', ')}`,
    look(view) {
      const found = view.list('PersistentVolumeClaim').map(describeClaim).sort()
      return found.join() === wanted.join() ? met(found.join(', ')) : notYet(found.join(', ') || 'no claims')
    },
  }
}

/**
 * Each claim is bound to another volume, which says so too, and all are of the default class.
 * @throws Failure `broken-promise` naming the claim; `cannot-know` without claims or without a default class.
 */
export async function assertOwnVolumes({ journal, cluster, run }: Scope): Promise<void> {
  const classes = await listObjects(cluster, 'StorageClass')
  const standard = run.storageClass ?? defaultClassIn(classes.items)?.metadata?.name
  const claims = journal.view.list('PersistentVolumeClaim')
  if (standard === undefined || claims.length === 0)
    throw cannotKnow({
      what: 'judge the volumes of the claims',
      expected: 'claims and a default storage class',
      got: `${claims.length} claims, default class ${standard ?? 'none'}`,
    })
  const volumes = new Set(claims.map(({ spec }) => spec?.volumeName))
  if (volumes.size !== claims.length)
    throw brokenPromise({
      what: 'give each claim a volume of its own',
      expected: `${claims.length} volumes`,
      got: [...volumes].join(', '),
    })
  for (const claim of claims)
    assertVolumeOf(claim, journal.view.get('PersistentVolume', claim.spec?.volumeName ?? ''), standard)
}

function assertVolumeOf(
  { metadata, spec }: Claim,
  volume: ObjectOf<'PersistentVolume'> | undefined,
  standard: string,
): void {
  const on = `PersistentVolumeClaim ${metadata?.name}`
  if (volume?.spec?.claimRef?.uid !== metadata?.uid)
    throw brokenPromise({
      what: 'bind the claim to a volume that is bound to it',
      on,
      expected: `claimRef ${metadata?.uid}`,
      got: volume?.spec?.claimRef?.uid ?? 'no such volume',
    })
  const classes = [spec?.storageClassName, volume?.spec?.storageClassName]
  if (classes.some(name => name !== standard))
    throw brokenPromise({
      what: 'use the default storage class',
      on,
      expected: standard,
      got: classes.join(' and '),
    })
}

/** @throws Failure `broken-promise` showing both, if a claim is another one or has another volume; `cannot-know` if none was remembered. */
export function assertSameClaims(
  before: ContentMemory['claims'] | undefined,
  now: ContentMemory['claims'],
): void {
  const show = (claims: ContentMemory['claims']) =>
    [...claims]
      .map(([name, { uid, volume }]) => `${name} ${uid} on ${volume}`)
      .sort()
      .join(', ')
  if (before === undefined || before.size === 0)
    throw cannotKnow({ what: 'compare the claims', got: 'none was remembered' })
  if (show(before) !== show(now))
    throw brokenPromise({
      what: 'keep the claims and their volumes',
      expected: show(before),
      got: show(now) || 'no claims',
    })
}

function describeClaim({ metadata, spec, status }: Claim): string {
  return `${metadata?.name} ${status?.phase} ${spec?.resources?.requests?.storage} ${spec?.accessModes?.join('+')}`
}
