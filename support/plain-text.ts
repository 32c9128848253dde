/**
 * Text for a terminal. What comes from a cluster may hold escape sequences, which could move the cursor, set a title or
 * paint a verdict; none of them may reach the terminal.
 */

/** Control sequences whole, and every other control character but tab and newline. */
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
/** Marks that turn the direction of the text that follows. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g

/** The text without anything that a terminal would obey. */
export function plainText(text: string): string {
  return text.replace(controls, '').replace(directions, '')
}

/** The same in one line. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s*\n\s*/g, ' ')
}
