/**
 * The kinds of values that settings have, each with the words for what it must be: they stand behind "expected" in the
 * one line that a person reads about a value that is none.
 *
 * Knows nothing of the settings.
 */
import { z } from 'zod'
import { messageOf } from './failure.ts'

export const text = z.string('a text').min(1, 'a text that is not empty')

/** @param words what it looks like. */
export function textLike(pattern: RegExp, words: string) {
  return z.string(words).regex(pattern, words)
}

export function wholeNumber(least: number, most: number) {
  const words = `a whole number from ${least} to ${most}`
  return z.coerce.number(words).int(words).min(least, words).max(most, words)
}

export function number(least: number, most: number) {
  const words = `a number from ${least} to ${most}`
  return z.coerce.number(words).min(least, words).max(most, words)
}

export const yesOrNo = z.union([z.stringbool(), z.boolean()], 'true or false').default(false)

export function oneOf<const Word extends string>(...choice: [Word, ...Word[]]) {
  const words = [choice.slice(0, -1).join(', '), choice.at(-1)].filter(Boolean).join(' or ')
  return z.enum(choice, words)
}

/** In the environment with commas between them; a flag gives a list. */
function listOf<Each extends z.ZodType>(each: Each, words: string) {
  const split = (value: unknown) => (typeof value === 'string' ? value.split(',') : value)
  return z.preprocess(split, z.array(each, words)).default([])
}

export const list = listOf(text, 'a list')

const pattern = text.superRefine((source, context) => {
  try {
    new RegExp(source)
  } catch (error) {
    // The engine says the pattern first, and the reason last.
    const why = messageOf(error).split(': ').at(-1)
    context.addIssue({
      code: 'custom',
      message: `regular expressions: ${JSON.stringify(source)} is none (${why})`,
    })
  }
})

/** Regular expressions, as JavaScript has them. */
export const patterns = listOf(pattern, 'a list of regular expressions')
