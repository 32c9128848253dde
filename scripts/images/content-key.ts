/**
 * The key of a step: a hash of everything that goes into it. Equal inputs, equal key, nothing to build.
 *
 * Knows nothing of what the inputs mean.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** 12 hexadecimal digits: long enough never to collide among our steps, short enough for a tag. */
const keyLength = 12

/**
 * @param inputs texts, or folders (`{ folder }`), whose files count with their relative paths and contents. Go's tests
 * do not count: they are in no program.
 */
export function contentKey(...inputs: readonly (string | { folder: string })[]): string {
  const hash = createHash('sha256')
  for (const input of inputs) {
    if (typeof input === 'string') hash.update(`text ${input.length}\n${input}`)
    else for (const file of filesBelow(input.folder)) hashFile(hash, input.folder, file)
  }
  return hash.digest('hex').slice(0, keyLength)
}

function hashFile(hash: ReturnType<typeof createHash>, folder: string, file: string): void {
  const content = readFileSync(file)
  hash.update(`file ${relative(folder, file)} ${content.length}\n`).update(content)
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('_test.go'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
