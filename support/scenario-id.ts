/**
 * The stable id of a scenario: `<folder>/<feature file>/<slug of its name>`, e.g.
 * `identity/dns/every-replica-answers-the-new-address`. It names evidence folders, JUnit cases and filters.
 *
 * Knows nothing of a run: the same feature text always gives the same id.
 */

/** @param uri path of the feature file as Cucumber gives it, with or without the leading `features/`. */
export function scenarioId(uri: string, name: string): string {
  const path = uri
    .replaceAll('\\', '/')
    .replace(/^(.*\/)?features\//, '')
    .replace(/\.feature$/, '')
  return `${path}/${slug(name)}`
}

/** Lower case, ASCII letters and digits, words joined by one hyphen. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
