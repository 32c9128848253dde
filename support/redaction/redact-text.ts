/**
 * Takes secrets out of any text by their shape: bearer tokens, basic authentication, passwords in URLs, JSON web tokens,
 * PEM blocks, kubeconfig data, docker configurations, `name=value` where the name announces a secret. A pure function.
 *
 * Shapes only: a secret that looks like a word is found by the name it stands under (redact.ts), or not at all.
 */
import { mark, type SecretKind } from './marker.ts'
import { secretKindOf } from './secret-names.ts'

/** One look that almost every text passes, so that a journal of many lines costs little. */
const suspicious =
  /-----|eyJ|:\/\/|bearer|basic|auth|pass|pwd|secret|token|jwt|cookie|key|credential|dockerc|-data|connection|AKIA|ASIA|gh[pousr]_|xox[abprs]-|glpat-/i

interface Shape {
  kind: SecretKind
  pattern: RegExp
  /** With what the match is replaced; `$1` is kept. */
  keep: string
}

/** Order matters: what spans lines first, and a scheme before the `name: value` that holds it. */
const shapes: readonly Shape[] = [
  // To its end, or to the end of a text that was cut. A log puts a time before each line, hence any characters.
  {
    kind: 'key',
    pattern: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*-----|$)/g,
    keep: '',
  },
  {
    kind: 'certificate',
    pattern: /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]*-----|$)/g,
    keep: '',
  },
  { kind: 'token', pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, keep: '' },
  // With a digit in it, or longer than any word: "bearer authentication" is prose.
  { kind: 'token', pattern: /\b(bearer\s+)(?=\S*\d|\S{20})[\w.~+/=-]{8,}/gi, keep: '$1' },
  {
    kind: 'password',
    pattern: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'\\]{0,200}:)[^\s/@"'\\]{1,500}(?=@)/gi,
    keep: '$1',
  },
  { kind: 'docker configuration', pattern: /(\\*"auth\\*"\s*:\s*\\*")[A-Za-z0-9+/=]{4,}/g, keep: '$1' },
  // Shapes that their owners publish so that scanners find them (GitHub, Slack, GitLab, AWS).
  { kind: 'token', pattern: /\b(?:gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,}|glpat-[\w-]{16,})/g, keep: '' },
  { kind: 'key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, keep: '' },
]

const basic = /\b(basic\s+)([A-Za-z0-9+/]{4,}={0,2})(?![\w-])/gi
/** What basic authentication encodes (RFC 7617); "basic identity" is none. */
const userAndPassword = /^[\x20-\x7e]+:[\x20-\x7e]*$/

/** `password=`, `--token `, `"apiKey": "`, `client-key-data: `; quotes may be escaped, as in JSON within JSON. */
const naming =
  /(?<![A-Za-z0-9_.-])((?:--)?[A-Za-z0-9_.-]{3,80})\\*["']?(?:\s*[=:]\s*|(?<=--[\w-]+)\s+)(\\*["'])?/g
/** What follows a name: to the quote that it began with, else to the next space, quote or parameter. */
const quoted = /[^"'\\\n]+/y
const plain = /[^\s"'\\&]+/y
/** Shorter ones stand behind words such as `token:` in the prose of an error message. */
const shortestToken = 6

/** What remains of a block whose beginning was cut away: the lines that end in nothing but its letters, up to its end. */
function withoutRestOfBlock(text: string): string {
  const [begin, end] = [text.indexOf('-----BEGIN '), text.indexOf('-----END ')]
  if (end < 0 || (begin >= 0 && begin < end)) return text
  // A log puts a time before each line, so only a line's end is looked at; the first may be cut to a few letters.
  const isLetters = (line: string) => /[A-Za-z0-9+/=]{20,}\s*$/.test(line.slice(-80))
  const lines = text.slice(0, end).split('\n').slice(0, -1)
  const last = lines.findLastIndex((line, index) => index > 0 && !isLetters(line))
  const from = last < 0 ? 0 : lines.slice(0, last + 1).join('\n').length + 1
  const after = text.indexOf('-----', end + '-----END '.length)
  return text.slice(0, from) + mark('key') + (after < 0 ? '' : text.slice(after + '-----'.length))
}

/** The text without what looks like a secret. The same text gives the same result; a second time changes nothing. */
export function redactText(text: string): string {
  if (!suspicious.test(text)) return text
  let clean = withoutRestOfBlock(text)
  for (const { kind, pattern, keep } of shapes) clean = clean.replace(pattern, `${keep}${mark(kind)}`)
  clean = clean.replace(basic, (whole, scheme: string, value: string) =>
    userAndPassword.test(Buffer.from(value, 'base64').toString('latin1'))
      ? `${scheme}${mark('password')}`
      : whole,
  )
  return withoutNamed(clean)
}

/** Looks at each name by itself: in `refused: password=x` the value of the first one is a name, too. */
function withoutNamed(text: string): string {
  let clean = ''
  let from = 0
  for (const match of text.matchAll(naming)) {
    const [whole, name = '', quote] = match
    const at = match.index + whole.length
    const kind = at < from ? undefined : secretKindOf(name.replace(/^-+/, ''))
    if (kind === undefined) continue
    const value = valueAt(quote === undefined ? plain : quoted, text, at)
    if (!isWorthHiding(value, kind)) continue
    clean += text.slice(from, at) + mark(kind)
    from = at + value.length
  }
  return clean + text.slice(from)
}

function valueAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function isWorthHiding(value: string, kind: SecretKind): boolean {
  if (value === '' || value.startsWith('[redacted')) return false
  if (kind !== 'password' && value.length < shortestToken) return false
  return !/^(?:true|false|null|none|undefined|\d{1,4})[,;)}\]]*$/i.test(value)
}
