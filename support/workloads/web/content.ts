/**
 * What the Pods' files hold: writes them, remembers what was acknowledged, reads them back.
 *
 * Judges nothing; the ledger's judge compares.
 */
import type { Ledger, LedgerRecord } from '../../ledger/ledger.ts'
import type { Scope } from '../../scope.ts'
import { acknowledgedIn, recordsOf, writeLine } from '../records.ts'
import { contentPath } from './manifests.ts'
import type { Web } from './web.ts'

/** What must be the same after a disruption. */
export interface ContentMemory {
  /** Per Pod name: the line of index.html. */
  lines: Map<string, string>
  /** Per claim name: UID of the claim and name of its volume. */
  claims: Map<string, { uid: string; volume: string }>
}

const folder = `${contentPath}/records`

/** The article's experiment: each Pod writes `hello <its hostname>` to its index.html. */
export async function writeHelloLines(web: Web): Promise<Map<string, string>> {
  const lines = new Map<string, string>()
  for (const name of namesOf(web)) {
    await web.shell(
      name,
      `echo hello $(hostname) > ${contentPath}/index.html && sync ${contentPath}/index.html`,
    )
    lines.set(name, `hello ${name}`)
  }
  return lines
}

/** Claims of the namespace with the volumes they are bound to. */
export function rememberClaims({ journal }: Scope): ContentMemory['claims'] {
  const claims = journal.view.list('PersistentVolumeClaim')
  return new Map(
    claims.map(({ metadata, spec }) => [
      metadata?.name ?? '',
      { uid: metadata?.uid ?? '', volume: spec?.volumeName ?? '' },
    ]),
  )
}

/** Each Pod writes numbered files, flushes each with fsync, and only then says so. */
export async function writeRecords(
  web: Web,
  ledger: Ledger,
  { count, mode }: { count: number; mode: string },
): Promise<void> {
  for (const pod of namesOf(web)) {
    const records = recordsOf(pod, count)
    for (const record of records) ledger.attempt(record)
    const { stdout } = await web.shell(pod, writeLine(folder, records, mode))
    for (const id of acknowledgedIn(stdout, records)) ledger.acknowledge(id)
  }
}

/** A symbolic link `last` to the file with the highest number. */
export async function linkLastRecord(web: Web, count: number): Promise<void> {
  for (const pod of namesOf(web)) {
    const [last] = recordsOf(pod, count).slice(-1)
    await web.shell(pod, `ln -s ${fileOf(last?.id ?? '')} ${folder}/last && sync ${folder}`)
  }
}

export interface FoundContent {
  records: LedgerRecord[]
  /** Per file: its mode in octal. */
  modes: Map<string, string>
  /** Per Pod: where its link leads. */
  links: Map<string, string>
}

/** Reads every file back, whoever wrote it: a foreign one must show, too. */
export async function readRecords(web: Web): Promise<FoundContent> {
  const found: FoundContent = { records: [], modes: new Map(), links: new Map() }
  for (const pod of namesOf(web)) {
    // A folder that is gone is an answer, too: everything in it is lost.
    const list = `cd ${folder} 2>/dev/null || exit 0; for file in *; do [ -e "$file" ] || [ -L "$file" ] || continue; if [ -L "$file" ]; then echo "link $(readlink "$file")"; else echo "file $file $(stat -c %a "$file") $(cat "$file")"; fi; done`
    const { stdout } = await web.shell(pod, list)
    for (const line of stdout.split('\n').filter(Boolean)) note(found, pod, line)
  }
  return found
}

function note(found: FoundContent, pod: string, line: string): void {
  const [, kind, first = '', mode = '', content = ''] = /^(link|file) (\S+)(?: (\S+) (.*))?$/.exec(line) ?? []
  if (kind === 'link') return void found.links.set(pod, first)
  // A file stands for the record it is named after, in the Pod in which it lies: one that has wandered is unexpected.
  found.records.push({ id: `${pod}/${first || line}`, content })
  found.modes.set(`${pod}/${first}`, mode)
}

export function fileOf(id: string): string {
  return `${folder}/${id.split('/')[1]}`
}

function namesOf(web: Web): string[] {
  return web.pods().map(({ metadata }) => metadata?.name ?? '')
}
