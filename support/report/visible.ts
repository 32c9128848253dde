/**
 * Text from a cluster or a feature, for a file that people look at: what could hide, move or turn what is written is
 * shown as what it is, `\u001b` or `\u202e`.
 *
 * Knows nothing of any format; each writer does its own escaping on top.
 */

const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must show
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g

/** Tabs and line breaks stay; a lone surrogate becomes U+FFFD. */
export function visible(text: string): string {
  return text.toWellFormed().replace(hidden, escapeCharacter)
}

/** The same in one line. */
export function visibleLine(text: string): string {
  return visible(text.trim().replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' '))
}

/**
 * JSON whose text shows what is in it; a reader gets the very same values. JSON.stringify leaves marks that turn the
 * direction of text as they are.
 */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(hiddenInJson, escapeCharacter)
}

/** Line breaks between the values are the only control characters that JSON.stringify writes. */
const hiddenInJson = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Names in the order given, each made unique by a number behind it: readers take the first of two that are alike. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map(name => {
    let unique = name
    for (let number = 2; taken.has(unique); number++) unique = `${name} (${number})`
    taken.add(unique)
    return unique
  })
}
