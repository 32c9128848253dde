/**
 * Objects that no watch shows (classes, provisioners, their rights), as they were read with the evidence, against what was
 * sent.
 *
 * Knows nothing of who changed them, and draws no conclusion.
 */
import type { Alteration } from './alterations.ts'
import { type Difference, differences } from './differences.ts'
import type { Facts } from './facts.ts'
import type { KubernetesObject } from './objects.ts'
import type { Told } from './past.ts'

interface Unwatched extends KubernetesObject {
  provisioner?: string
  parameters?: Record<string, string>
  mountOptions?: string[]
  reclaimPolicy?: string
  volumeBindingMode?: string
  rules?: Right[]
}

interface Right {
  resources?: string[]
  verbs?: string[]
}

export function unwatchedAlterations({
  past,
  evidence,
  shared,
}: Pick<Facts, 'past' | 'evidence' | 'shared'>): Alteration[] {
  const asked = new Map<string, Told<Unwatched>>()
  // What the scenario itself asked for is asked last.
  for (const told of [...shared, ...past.applied] as Told<Unwatched>[])
    if (!asked.has(keyOf(told.value))) asked.set(keyOf(told.value), told)
  return foundObjects(evidence).flatMap(({ found, file }) => {
    const told = asked.get(keyOf(found))
    const differences = told === undefined ? [] : differencesOf(told.value, found)
    if (told === undefined || differences.length === 0) return []
    const { kind = '', metadata } = found
    return [
      { kind, name: metadata?.name ?? '', differences, askedLine: told.line, foundLine: 0, foundIn: file },
    ]
  })
}

/** Each with the file that shows it. The classes are in a list of their own, too. */
function foundObjects(evidence: Facts['evidence']): { found: Unwatched; file: string }[] {
  const made = evidence.yaml<Unwatched[]>('made.yaml')
  const { classes = [] } =
    evidence.yaml<{ classes?: (Unwatched & { name?: string })[] }>('storage.yaml') ?? {}
  const listed = (Array.isArray(made) ? made : []).map(found => ({ found, file: 'made.yaml' }))
  const isListed = (name: string | undefined) =>
    listed.some(({ found }) => found.kind === 'StorageClass' && found.metadata?.name === name)
  const others = classes.filter(({ name }) => !isListed(name))
  return [
    ...others.map(({ name, ...found }) => ({
      found: { kind: 'StorageClass', metadata: { name: name ?? '' }, ...found },
      file: 'storage.yaml',
    })),
    ...listed,
  ]
}

function keyOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`
}

function differencesOf(asked: Unwatched, found: Unwatched): Difference[] {
  if (found.kind === 'StorageClass') return fieldsOf('StorageClass', ofClass(asked), ofClass(found))
  if (found.kind === 'ClusterRole') return rights(asked.rules, found.rules)
  return differences(found.kind ?? '', asked.spec, found.spec)
}

function ofClass({ provisioner, parameters, mountOptions, reclaimPolicy, volumeBindingMode }: Unwatched) {
  return { provisioner, parameters, mountOptions, reclaimPolicy, volumeBindingMode }
}

/** Their fields stand in no spec. */
function fieldsOf(kind: string, asked: object, found: object): Difference[] {
  return differences(kind, asked, found).map(({ path, ...rest }) => ({
    path: path.replace(/^spec\./, ''),
    ...rest,
  }))
}

/** A rule is another one as soon as anything in it is: they are compared whole. */
function rights(asked: Right[] = [], found: Right[] = []): Difference[] {
  const lacks = (rules: Right[], rule: Right) => !rules.some(one => textOf(one) === textOf(rule))
  const pathOf = ({ verbs = [], resources = [] }: Right) =>
    `rules[${verbs.join(', ')} ${resources.join(', ')}]`
  return [
    ...found.filter(rule => lacks(asked, rule)).map(rule => ({ path: pathOf(rule), found: rule })),
    ...asked.filter(rule => lacks(found, rule)).map(rule => ({ path: pathOf(rule), asked: rule })),
  ]
}

/** The server hands the fields back in an order of its own. */
function textOf(rule: Right): string {
  return JSON.stringify(Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1)))
}
