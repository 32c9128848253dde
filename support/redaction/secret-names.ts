/**
 * Whether a name announces a secret: of an environment variable, of an annotation, of a field. Pure.
 *
 * Decides by words, not by letters: `author` holds no `auth`, and `secretName` is the name of a Secret.
 */
import type { SecretKind } from './marker.ts'

const kinds: Record<string, SecretKind> = {
  password: 'password',
  passwd: 'password',
  passphrase: 'password',
  pwd: 'password',
  pass: 'password',
  token: 'token',
  jwt: 'token',
  bearer: 'token',
  authorization: 'token',
  cookie: 'token',
  secret: 'secret',
  apikey: 'key',
  accesskey: 'key',
  privatekey: 'key',
  secretkey: 'key',
  credential: 'credential',
  credentials: 'credential',
  dockerconfigjson: 'docker configuration',
  dockercfg: 'docker configuration',
}
/** Two words that are a secret together only. */
const pairs: Record<string, SecretKind> = {
  'api key': 'key',
  'access key': 'key',
  'private key': 'key',
  'encryption key': 'key',
  'signing key': 'key',
  'client key': 'key',
  'key data': 'key',
  'certificate data': 'certificate',
  'authority data': 'certificate',
  'connection string': 'credential',
}
/** Last words of a name that say something about a secret and are none. */
const about = new Set([
  'name',
  'namespace',
  'ref',
  'path',
  'file',
  'id',
  'type',
  'policy',
  'mode',
  'seconds',
  'ttl',
  'count',
  'hash',
  'version',
  'provider',
  'url',
  'audience',
])

/** @returns the kind of secret that a value under this name is, or undefined. */
export function secretKindOf(name: string): SecretKind | undefined {
  // Prefix of a label or annotation: `example.com/api-token`.
  const words = wordsOf(name.slice(name.lastIndexOf('/') + 1))
  if (about.has(words.at(-1) ?? '')) return undefined
  const single = words.map(kindOfWord).find(Boolean)
  const pair = words.map((word, index) => pairs[`${words[index - 1]} ${word}`]).find(Boolean)
  return single ?? pair
}

/** Also at the end of a longer one: `PGPASSWORD`, `authtoken`. */
function kindOfWord(word: string): SecretKind | undefined {
  const ending = ['password', 'passwd', 'secret', 'token'].find(end => word.endsWith(end)) ?? word
  return Object.hasOwn(kinds, ending) ? kinds[ending] : undefined
}

/** `DB_PASSWORD`, `client-key-data`, `dockerConfigJson` → words in small letters. */
function wordsOf(name: string): string[] {
  const joined = name.replace(/^\.+/, '').toLowerCase()
  if (Object.hasOwn(kinds, joined)) return [joined]
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
}
