/**
 * The experiments on a volume: bytes that are written on one side and read on the other, locks, replaced files,
 * flushed records. Acts and remembers; the judges judge.
 */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { judgeLedger, provesDurability } from '../../ledger/judge-ledger.ts'
import type { LedgerRecord } from '../../ledger/ledger.ts'
import { recordJudgement } from '../../ledger/tally.ts'
import type { Actors } from '../actors.ts'
import { acknowledgedIn, listLine, recordsIn, recordsOf, writeLine } from '../records.ts'
import type { Nfs } from './nfs.ts'

const mebibyte = 1024 * 1024

/** Writes random bytes in the Pod, flushes them, and only then remembers their digest. */
export async function writeRandom(
  { nfs, seen }: Actors,
  pod: string,
  file: string,
  mebibytes: number,
): Promise<void> {
  const line = `head -c ${mebibytes * mebibyte} /dev/urandom > ${file} && sync ${file} && sha256sum ${file}`
  remember(seen, file, firstWord(await nfs.shell(pod, line)))
}

/** Puts random bytes on the server's disk, beside NFS. */
export async function putRandom(
  { nfs, seen }: Actors,
  claim: string,
  file: string,
  mebibytes: number,
): Promise<void> {
  remember(seen, file, await nfs.disk.putRandom(`${nfs.directoryOf(claim)}/${file}`, mebibytes * mebibyte))
}

/** SHA-256 of what the Pod reads, as hexadecimal. */
export async function digestOf(nfs: Nfs, pod: string, file: string): Promise<string> {
  return firstWord(await nfs.shell(pod, `sha256sum ${file}`))
}

/** Holds the lock in the background; returns once it is held. /tmp/held is there only while it is. */
export async function holdLock(nfs: Nfs, pod: string, file: string, seconds: number): Promise<void> {
  const holder = `nohup flock -x ${file} sh -c 'touch /tmp/held; sleep ${seconds}; rm /tmp/held' >/dev/null 2>&1 &`
  await nfs.shell(pod, `touch ${file}; ${holder} until [ -e /tmp/held ]; do sleep 0.05; done`)
}

/** What another process gets: the lock while it is held, or once it was released, or none within the time. */
export type LockAnswer = 'the lock while it was held' | 'the lock once it was released' | 'no lock'

export async function tryLock(nfs: Nfs, pod: string, file: string, seconds: number): Promise<LockAnswer> {
  const look = "sh -c '[ -e /tmp/held ] && echo held || echo released'"
  const answer = await nfs.shell(pod, `flock -x -w ${seconds} ${file} ${look} || true`)
  if (answer === '') return 'no lock'
  return answer === 'held' ? 'the lock while it was held' : 'the lock once it was released'
}

/** Each version is one number on many lines: one that is cut or mixed shows. */
const linesPerVersion = 2_000
const versionLine = (number: string) => `yes "version ${number}" | head -n ${linesPerVersion}`

/**
 * Reads the file again and again in the background, until `assertAlwaysWhole`. A handle that went stale between finding
 * the name and opening it is NFS' own answer to a file that was replaced at that moment, and is counted by itself.
 */
export async function keepReading(nfs: Nfs, pod: string, file: string): Promise<void> {
  const isWhole = `[ "$(sort -u /tmp/copy | wc -l) $(wc -l < /tmp/copy)" = "1 ${linesPerVersion}" ]`
  const isStale = 'grep -q "Stale file handle" /tmp/error'
  const read = `if cat ${file} > /tmp/copy 2> /tmp/error; then ${isWhole} || torn=$((torn+1))`
  const otherwise = `elif ${isStale}; then stale=$((stale+1)); else failed=$((failed+1)); cat /tmp/error >> /tmp/errors; fi`
  const loop = `n=0; torn=0; stale=0; failed=0; touch /tmp/errors; while [ ! -e /tmp/stop ]; do ${read}; ${otherwise}; n=$((n+1)); done`
  const tell = 'echo "$n $torn $stale $failed" > /tmp/read.new; mv /tmp/read.new /tmp/read'
  const background = `nohup sh -c '${loop}; ${tell}' >/dev/null 2>&1 &`
  await nfs.shell(pod, `${versionLine('0')} > ${file} && { ${background} }`)
}

export async function replaceByRenaming(nfs: Nfs, pod: string, file: string, times: number): Promise<void> {
  const replace = `${versionLine('$i')} > ${file}.new && sync ${file}.new && mv ${file}.new ${file} || exit 1`
  await nfs.shell(pod, `for i in $(seq ${times}); do ${replace}; done`)
}

/** Ends the reading and judges it: too few looks prove nothing. */
export async function assertAlwaysWhole({ nfs, figure }: Actors, pod: string): Promise<void> {
  const wait =
    'touch /tmp/stop; until [ -e /tmp/read ]; do sleep 0.05; done; cat /tmp/read; head -n 3 /tmp/errors'
  const [counts = '', ...errors] = (await nfs.shell(pod, wait)).split('\n')
  const [read = 0, torn = 0, stale = 0, failed = 0] = counts.split(' ').map(Number)
  figure({ name: 'times the file was read while it was replaced', value: read, unit: 'count' })
  figure({ name: 'times its handle was stale', value: stale, unit: 'count' })
  if (torn + failed > 0)
    throw brokenPromise({
      what: 'read only whole versions',
      expected: `${read} whole versions`,
      got: `${torn} that were not, ${failed} failures${errors.length > 0 ? `: ${errors.join('; ')}` : ''}`,
    })
  if (read - stale < fewestLooks)
    throw cannotKnow({ what: 'judge the replaced file', got: `it was read ${read - stale} times only` })
}

/** Fewer readings could have missed every moment of replacing. */
const fewestLooks = 20

/** Writes numbered records, each flushed before the next; what the Pod has said is acknowledged. */
export async function writeFlushed({ nfs, ledger }: Actors, pod: string, count: number): Promise<void> {
  const records = recordsOf(pod, count)
  for (const record of records) ledger.attempt(record)
  const output = await nfs.shell(pod, writeLine('records', records))
  for (const id of acknowledgedIn(output, records)) ledger.acknowledge(id)
}

/** @throws Failure as `assertRecordsKept`. */
export async function assertFlushedFound(actors: Actors, pod: string): Promise<void> {
  assertRecordsKept(actors, recordsIn(await actors.nfs.shell(pod, listLine('records')), pod))
}

/** @throws Failure `broken-promise` naming what was lost or changed; `cannot-know` if nothing was acknowledged. */
export function assertRecordsKept(
  { ledger, figure, scope }: Pick<Actors, 'ledger' | 'figure' | 'scope'>,
  found: readonly LedgerRecord[],
): void {
  const verdict = judgeLedger(ledger, found)
  recordJudgement(scope.journal, verdict)
  figure({ name: 'records acknowledged', value: verdict.acknowledged, unit: 'count' })
  figure({ name: 'records lost', value: verdict.lost.length, unit: 'count', limit: 0 })
  const proof = provesDurability(verdict)
  if (proof === 'unknown') throw cannotKnow({ what: 'judge the records', got: 'no write was acknowledged' })
  if (proof === 'yes') return
  const { lost, changed, unexpected } = verdict
  throw brokenPromise({
    what: 'keep every flushed record',
    expected: `${verdict.acknowledged} records as they were written`,
    got: `lost ${lost.length}, changed ${changed.length}, foreign ${unexpected.length}: ${[...lost, ...changed, ...unexpected].slice(0, 5).join(', ')}`,
  })
}

function firstWord(line: string): string {
  return line.split(/\s/)[0] ?? ''
}

function remember(seen: Actors['seen'], file: string, digest: string): void {
  seen.digests ??= new Map()
  seen.digests.set(file, digest)
}
