/**
 * The stable id of a scenario: `<folder>/<feature file>/<slug of its name>`, e.g.
 * `identity/dns/every-replica-answers-the-new-address`. It names evidence folders, JUnit cases and filters.
 *
 * Knows nothing of a run: the same feature text always gives the same id.
 */

import { createHash } from 'node:crypto'

/** @param uri path of the feature file as Cucumber gives it, with or without the leading `features/`. */
export function scenarioId(uri: string, name: string): string {
  const path = uri
    .replaceAll('\\', '/')
    .replace(/^(.*\/)?features\//, '')
    .replace(/\.feature$/, '')
  return `${path}/${slug(name)}`
}

/**
 * A part of a path may have 255 bytes (NAME_MAX of Linux's file systems), and the folder of the evidence is called so.
 * No name of a scenario that a person would read is that long.
 */
const mostCharacters = 200
/** Hexadecimal digits of SHA-256 that tell long names from one another. */
const hashCharacters = 12

/**
 * Lower case, ASCII letters and digits, words joined by one hyphen. What is too long is cut, and a hash of the whole
 * stands at its end, so that two long names that begin alike have different slugs.
 */
export function slug(text: string): string {
  const whole = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  if (whole.length <= mostCharacters) return whole
  const hash = createHash('sha256').update(text).digest('hex').slice(0, hashCharacters)
  return `${whole.slice(0, mostCharacters - hashCharacters - 1).replace(/-$/, '')}-${hash}`
}
