/** Judges where claims lead, and what lies there. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
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

export function assertLock(file: string, expected: boolean, got: boolean): void {
  const say = (locked: boolean) => (locked ? 'the lock' : 'no lock')
  if (got !== expected)
    throw brokenPromise({
      what: 'lock against other processes',
      on: file,
      expected: say(expected),
      got: say(got),
    })
}
