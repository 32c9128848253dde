/**
 * What of an object is otherwise than it was asked for: values that were changed, things that were added and that the API
 * does not fill in by itself. A pure function of two objects.
 *
 * Knows nothing of who changed them.
 */
import { isFilledIn } from './filled-in.ts'

export interface Difference {
  /** `spec.containers[nginx].env[A].value`. */
  path: string
  /** Absent: it was not asked for. */
  asked?: unknown
  /** Absent: it is gone. */
  found?: unknown
}

/** @param kind of both; some kinds are filled in by the API in ways of their own. */
export function differences(kind: string, asked: unknown, found: unknown): Difference[] {
  return compare(asked, found, 'spec').filter(
    ({ path, asked, found }) => asked !== undefined || !isFilledIn(kind, path, found),
  )
}

/** `spec.podManagementPolicy is "Parallel" (not asked for)`. */
export function describeDifference({ path, asked, found }: Difference): string {
  if (found === undefined) return `${path} ${show(asked)} is missing`
  return asked === undefined
    ? `${path} ${isPlain(found) && !('value' in found) ? 'was added' : `is ${show(settingOf(found))}`}, which nobody asked for`
    : `${path} is ${show(found)} instead of ${show(asked)}`
}

function compare(asked: unknown, found: unknown, path: string): Difference[] {
  if (found === undefined) return isEmpty(asked) ? [] : [{ path, asked }]
  if (asked === undefined) return isPlain(found) ? compareFields({}, found, path) : addedItems(found, path)
  if (Array.isArray(asked) && Array.isArray(found)) return compareLists(asked, found, path)
  if (isPlain(asked) && isPlain(found)) return compareFields(asked, found, path)
  return isSame(asked, found) ? [] : [{ path, asked, found }]
}

type Fields = Record<string, unknown>

function compareFields(asked: Fields, found: Fields, path: string): Difference[] {
  const names = [...new Set([...Object.keys(asked), ...Object.keys(found)])]
  return names.flatMap(name => compare(asked[name], found[name], `${path}.${name}`))
}

/** By name where the items have one, else by place: `env`, `containers`, `volumes`; `ports`. */
function compareLists(asked: unknown[], found: unknown[], path: string): Difference[] {
  const named = [...asked, ...found].every(item => isPlain(item) && typeof nameOf(item) === 'string')
  if (!named)
    return Array.from({ length: Math.max(asked.length, found.length) }, (_, index) =>
      compare(asked[index], found[index], `${path}[${index}]`),
    ).flat()
  const names = [...new Set([...asked, ...found].map(item => nameOf(item as Fields)))]
  return names.flatMap(name => {
    const of = (items: unknown[]) => items.filter(item => nameOf(item as Fields) === name)
    // The same name twice: the last one counts, as it does for the environment of a container.
    const [before, after] = [of(asked), of(found)]
    const at = `${path}[${name}]`
    if (before.length > 0 && after.length > before.length)
      return [{ path: at, asked: before.at(-1), found: after.at(-1) }]
    if (before.length === 0) return [{ path: at, found: after.at(-1) }]
    return compare(before.at(-1), after.at(-1), at)
  })
}

function addedItems(found: unknown, path: string): Difference[] {
  if (!Array.isArray(found)) return [{ path, found }]
  return compareLists([], found, path)
}

/** A mount is known by its path, since several may be of one volume. */
function nameOf(item: Fields): unknown {
  return item.mountPath ?? item.name
}

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  )
}

/** Quantities are written in their shortest form: `1000m` comes back as `1`. */
function isSame(asked: unknown, found: unknown): boolean {
  if (asked === found || [asked, found].some(isHidden)) return true
  const number = (value: unknown) => {
    const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(m|k|[KMGT]i?)?$/.exec(String(value)) ?? []
    return digits === undefined ? Number.NaN : Number(digits) * (units[unit] ?? 1)
  }
  return number(asked) === number(found)
}

/** A secret was here: nobody knows whether both were the same. */
function isHidden(value: unknown): boolean {
  return typeof value === 'string' && value.includes('[redacted: ')
}

const units: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/** Of an environment variable. */
function settingOf(found: unknown): unknown {
  return isPlain(found) && 'value' in found ? found.value : found
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
