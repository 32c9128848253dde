/**
 * Rules for the feature files, beyond what Cucumber asks: one behaviour each, readable without programming, known tags,
 * names that are unique in the whole suite, since ids are made of them.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AstBuilder, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin'
import { type Feature, IdGenerator, type Scenario, StepKeywordType } from '@cucumber/messages'

const levels = ['@must', '@should', '@inform']
const needs = [
  '@needs-default-storage-class',
  '@needs-nfs',
  '@needs-nfs-server-access',
  '@needs-elasticsearch',
  '@needs-two-nodes',
]
const knownTags = new Set([...levels, ...needs, '@disruptive', '@slow', '@serial'])
/** More steps lose "expressive power as a specification" (Cucumber's reference says 3 to 5); a background counts, too. */
const mostSteps = 8
const mechanism = /\bkubectl\b|apiVersion|\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|[0-9a-f]{8}-[0-9a-f]{4}-/

/** @returns one line for each rule that is broken, over all features below `root`/features. */
export function findGherkinProblems(root: string): string[] {
  const folder = join(root, 'features')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.name.endsWith('.feature'),
  )
  const names = new Map<string, string>()
  return files.flatMap(entry => {
    const path = join(entry.parentPath, entry.name)
    return problemsIn(path.slice(root.length + 1), readFileSync(path, 'utf8'), names)
  })
}

/** @param names of scenarios seen so far, with the file each was seen in; added to. */
export function problemsIn(path: string, text: string, names = new Map<string, string>()): string[] {
  const feature = new Parser(new AstBuilder(IdGenerator.uuid()), new GherkinClassicTokenMatcher()).parse(
    text,
  ).feature
  if (feature === undefined) return [`${path}: no feature`]
  const problems: string[] =
    feature.description.trim() === '' ? [`${path}: the feature has no description`] : []
  for (const { scenario, tags, background } of scenariosOf(feature)) {
    const complain = (what: string) => void problems.push(`${path}:${scenario.location.line}: ${what}`)
    const place = `${path}:${scenario.location.line}`
    if ((names.get(scenario.name) ?? place) !== place)
      complain(`the name "${scenario.name}" is also in ${names.get(scenario.name)}`)
    names.set(scenario.name, place)
    checkTags(tags, complain)
    checkSteps(scenario, background, complain)
  }
  return problems
}

function checkTags(tags: string[], complain: (what: string) => void): void {
  for (const tag of tags) if (!knownTags.has(tag)) complain(`unknown tag ${tag}`)
  const given = tags.filter(tag => levels.includes(tag))
  if (given.length !== 1) complain(`exactly one of ${levels.join(', ')} is needed, ${given.length} given`)
}

function checkSteps(
  { steps, examples }: Scenario,
  background: number,
  complain: (what: string) => void,
): void {
  if (steps.length === 0) complain('the scenario has no steps')
  if (steps.length + background > mostSteps) complain(`more than ${mostSteps} steps`)
  const whens = countWhens(steps)
  if (whens !== 1 && steps.length > 0) complain(`one When is needed, ${whens} given`)
  for (const { text, docString } of steps) {
    if (docString !== undefined) complain('a doc string: say the intent, keep YAML out of features')
    if (mechanism.test(text)) complain(`mechanism in "${text}"`)
  }
  for (const { tableHeader, tableBody } of examples)
    if (tableHeader === undefined || tableBody.length === 0) complain('an empty table of examples')
}

/** An And after a When is another When. */
function countWhens(steps: Scenario['steps']): number {
  let type: StepKeywordType | undefined
  let count = 0
  for (const { keywordType } of steps) {
    if (keywordType !== StepKeywordType.CONJUNCTION) type = keywordType
    if (type === StepKeywordType.ACTION) count++
  }
  return count
}

function scenariosOf(feature: Feature): { scenario: Scenario; tags: string[]; background: number }[] {
  const own = feature.tags.map(({ name }) => name)
  const background = (children: readonly { background?: { steps: readonly unknown[] } }[]) =>
    children.find(child => child.background)?.background?.steps.length ?? 0
  return feature.children.flatMap(child => {
    const inner = child.rule?.children ?? [child]
    const inherited = [...own, ...(child.rule?.tags.map(({ name }) => name) ?? [])]
    const steps = background(feature.children) + (child.rule ? background(child.rule.children) : 0)
    return inner.flatMap(({ scenario }) =>
      scenario === undefined
        ? []
        : tagSetsOf(scenario).map(tags => ({ scenario, tags: [...inherited, ...tags], background: steps })),
    )
  })
}

/** The tags of a scenario; of an outline, once for each table of examples, with the table's own. */
function tagSetsOf({ tags, examples }: Scenario): string[][] {
  const own = tags.map(({ name }) => name)
  return examples.length === 0
    ? [own]
    : examples.map(table => [...own, ...table.tags.map(({ name }) => name)])
}
