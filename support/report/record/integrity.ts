/**
 * Whether the record and the evidence are still what they were when their checksums were first written. What was
 * changed or taken away since then is named; its old checksum stays, so that `sha256sum --check` goes on to fail.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export const checksumFile = 'SHA256SUMS'
export const recordFiles = ['messages.ndjson', 'journal.ndjson']

export interface Integrity {
  /** Checksums that a file no longer has, by its name. */
  broken: Map<string, string>
  /** Files of the record that are not what they were: no verdict can rest on them. */
  record: string[]
  /** Evidence that is gone or is not what it was. */
  evidence: string[]
}

export async function checkIntegrity(directory: string): Promise<Integrity> {
  const integrity: Integrity = { broken: new Map(), record: [], evidence: [] }
  for (const [name, checksum] of readChecksums(directory)) {
    const isRecord = recordFiles.includes(name)
    if (!isRecord && !name.startsWith('evidence/')) continue
    const path = join(directory, name)
    const change = existsSync(path) ? (await sha256(path)) !== checksum && 'was changed' : 'is gone'
    if (change === false) continue
    integrity.broken.set(name, checksum)
    integrity[isRecord ? 'record' : 'evidence'].push(`${name} ${change} since its checksum was written`)
  }
  return integrity
}

/** SHA-256 of a file of any size, in hexadecimal. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Lines as `sha256sum` writes them: a name with a backslash or a line break begins with a backslash and is escaped. */
function readChecksums(directory: string): [string, string][] {
  const path = join(directory, checksumFile)
  if (!existsSync(path)) return []
  return [...readFileSync(path, 'utf8').matchAll(/^(\\?)([0-9a-f]{64})[ ][ *](.+)$/gm)].map(
    ([, escaped, checksum = '', name = '']) => [escaped ? unescapeName(name) : name, checksum],
  )
}

export function checksumLine(name: string, checksum: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `${escaped === name ? '' : '\\'}${checksum}  ${escaped}\n`
}

function unescapeName(name: string): string {
  return name.replace(/\\(.)/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter,
  )
}
