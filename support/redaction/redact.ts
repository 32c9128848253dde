/**
 * Takes secrets out of whatever the run writes down: objects of the cluster, entries of the journal, Cucumber's messages,
 * logs. By name (an environment variable, a field, an annotation), by shape (redact-text.ts), and by value: what was
 * found under a name that announces a secret is taken out wherever else it shows.
 *
 * Knows nothing of files. Never changes what it is given; what holds no secret is handed back as it is.
 */
import { mark, type SecretKind } from './marker.ts'
import { redactText } from './redact-text.ts'
import { secretKindOf } from './secret-names.ts'

export interface Redactor {
  text(text: string): string
  /** Any JSON value. */
  value<T>(value: T): T
}

/** So many known values are kept; a namespace with more has a generator of them. */
const mostKnown = 1_000

/** @returns a redactor that remembers, for as long as it lives, the values it has taken out by name. */
export function createRedactor(): Redactor {
  const known = new Set<string>()
  const learn = (value: string) => {
    if (isTelling(value) && known.size < mostKnown) known.add(value)
  }
  const text = (input: string) => {
    let clean = input
    for (const value of known) if (clean.includes(value)) clean = clean.replaceAll(value, mark('known value'))
    return redactText(clean)
  }
  const hide = (value: string, kind: SecretKind) => {
    learn(value)
    return value === '' ? value : mark(kind)
  }
  const walk = (value: unknown, name: string, holder: string | undefined): unknown => {
    if (typeof value === 'string') {
      const kind = secretKindOf(name)
      if (kind !== undefined && !isMark(value)) return hide(value, kind)
      return isJsonObject(value) ? textOfJson(value) : text(value)
    }
    if (Array.isArray(value))
      return same(
        value,
        value.map(item => walk(item, name, holder)),
      )
    if (typeof value !== 'object' || value === null) return value
    return walkObject(value as Record<string, unknown>, holder)
  }
  const walkObject = (object: Record<string, unknown>, holder: string | undefined) => {
    const isSecret = object.kind === 'Secret' || holder === 'Secret data'
    const clean: Record<string, unknown> = {}
    let changed = false
    for (const [name, value] of Object.entries(object)) {
      const below = isSecret && (name === 'data' || name === 'stringData') ? 'Secret data' : undefined
      clean[name] = redactField(object, name, value, holder, below)
      changed ||= clean[name] !== value
    }
    return changed ? clean : object
  }
  const redactField = (
    object: Record<string, unknown>,
    name: string,
    value: unknown,
    holder: string | undefined,
    below: string | undefined,
  ) => {
    if (holder === 'Secret data' && typeof value === 'string') return hide(value, 'secret')
    // `{name: DB_PASSWORD, value: …}`, as containers have it.
    const pairName = name === 'value' && typeof object.name === 'string' ? object.name : name
    return walk(value, pairName, below)
  }
  /** JSON within a text (an annotation, an attachment): its structure says more than its letters. */
  const textOfJson = (input: string) => {
    try {
      const parsed: unknown = JSON.parse(input)
      const clean = walk(parsed, '', undefined)
      return clean === parsed ? input : JSON.stringify(clean)
    } catch {
      return text(input)
    }
  }
  return { text, value: value => walk(value, '', undefined) as typeof value }
}

function isMark(value: string): boolean {
  return /^\[redacted: [a-z ]+\]$/.test(value)
}

function isJsonObject(value: string): boolean {
  return value.length > 1 && value.startsWith('{') && value.trimEnd().endsWith('}')
}

function same(before: unknown[], after: unknown[]): unknown[] {
  return after.every((item, index) => item === before[index]) ? before : after
}

/** A value that is a word could stand anywhere without being the secret: `disabled`, `default`. */
function isTelling(value: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter(pattern => pattern.test(value)).length
  return value.length >= 8 && classes >= 2
}
