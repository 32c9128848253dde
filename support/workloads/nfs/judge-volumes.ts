/** Judges where claims lead, and what lies there. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import type { LockAnswer } from './experiments.ts'
import type { Nfs } from './nfs.ts'

/** The volume names our server, and a directory below the one that it shares. */
export function assertLeadsToServer(nfs: Nfs, claim: string): void {
  const { server, path } = nfs.server
  const source = nfs.volumeOf(claim).spec?.nfs
  const isBelow = source?.path.startsWith(`${path}/`) && !source.path.split('/').includes('..')
  if (source?.server === server && isBelow) return
  throw brokenPromise({
    what: 'lead to the NFS server',
    on: `volume of claim ${claim}`,
    expected: `${server}:${path}/…`,
    got: source === undefined ? 'a volume that is not NFS' : `${source.server}:${source.path}`,
  })
}

export function assertDifferentDirectories(nfs: Nfs, claims: string[]): void {
  const directories = claims.map(name => nfs.volumeOf(name).spec?.nfs?.path ?? 'none')
  if (new Set(directories).size === claims.length) return
  throw brokenPromise({
    what: 'give each claim a directory of its own',
    on: claims.join(' and '),
    expected: `${claims.length} directories`,
    got: directories.join(' and '),
  })
}

/** @throws Failure `cannot-know` where nothing was written first. */
export function assertSameBytes(where: string, expected: string | undefined, got: string): void {
  if (expected === undefined) throw cannotKnow({ what: 'compare the bytes', got: 'none were written' })
  if (got !== expected)
    throw brokenPromise({
      what: 'find the same bytes',
      on: where,
      expected: `SHA-256 ${expected}`,
      got: got || 'no file',
    })
}

export function assertText(what: string, on: string, expected: string, got: string): void {
  if (got !== expected)
    throw brokenPromise({ what, on, expected: `"${expected}"`, got: `"${got.slice(0, 200)}"` })
}

/** @throws Failure `cannot-know` where we came too late: the lock had been released by then, as it should. */
export function assertExcluded(file: string, got: LockAnswer): void {
  const facts = { what: 'lock against other processes', on: file, expected: 'no lock', got }
  if (got === 'the lock while it was held') throw brokenPromise(facts)
  if (got === 'the lock once it was released') throw cannotKnow(facts)
}

export function assertReleased(file: string, got: LockAnswer): void {
  const expected: LockAnswer = 'the lock once it was released'
  if (got !== expected) throw brokenPromise({ what: 'get a lock that was released', on: file, expected, got })
}
