/**
 * Numbered files, each flushed to disk before it counts: the shell lines that write and list them in a Pod, and how
 * their output is read. The same for every workload that keeps files.
 *
 * Pure; knows nothing of Pods, claims or the ledger's judge.
 */
import type { LedgerRecord } from '../ledger/ledger.ts'

/** Records `<owner>/record-01` …, each with a content that names both. */
export function recordsOf(owner: string, count: number): LedgerRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const file = `record-${String(index + 1).padStart(Math.max(2, String(count).length), '0')}`
    return { id: `${owner}/${file}`, content: `${owner} wrote number ${index + 1}` }
  })
}

/** Writes each record to a file of its own and flushes it; prints its id only then. */
export function writeLine(folder: string, records: readonly LedgerRecord[], mode = '0644'): string {
  const one = ({ id, content }: LedgerRecord) => {
    const file = `${folder}/${fileName(id)}`
    return `echo '${content}' > ${file} && chmod ${mode} ${file} && sync ${file} && echo ${id}`
  }
  return `mkdir -p ${folder} && ${records.map(one).join(' && ')}`
}

/** Ids that `writeLine` has printed; whatever else a shell may say acknowledges nothing. */
export function acknowledgedIn(output: string, records: readonly LedgerRecord[]): string[] {
  const known = new Set(records.map(({ id }) => id))
  return output.split('\n').filter(line => known.has(line))
}

/**
 * Prints every file of the folder with its mode and content; a folder that is gone is an answer, too, and so is a name
 * that a client still lists and whose file is gone.
 */
export function listLine(folder: string): string {
  return `cd ${folder} 2>/dev/null || exit 0; for file in *; do if [ -e "$file" ]; then echo "$file $(stat -c %a "$file") $(cat "$file")"; fi; done`
}

/** What `listLine` printed, as records of the owner in whose folder they lie. */
export function recordsIn(output: string, owner: string): LedgerRecord[] {
  return output.split('\n').flatMap(line => {
    const [, file, content] = /^(\S+) \d+ (.*)$/.exec(line) ?? []
    return file === undefined ? [] : [{ id: `${owner}/${file}`, content: content ?? '' }]
  })
}

function fileName(id: string): string {
  return id.slice(id.indexOf('/') + 1)
}
