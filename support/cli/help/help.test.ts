/** Help: every verb has a text, and whatever its examples say can be typed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from 'commander'
import { defineCompletion } from '../completion.ts'
import { defineProgram } from '../program.ts'
import { explainVerbs, verbsOf } from './help.ts'
import { verbTexts } from './verb-texts.ts'

const program = defineProgram(async () => undefined)
await defineCompletion(program, [])
explainVerbs(program)
const verbs = new Map(verbsOf(program))

test('every verb has a text with an example, and no text is left of a verb that is gone', () =>
  assert.deepEqual([...verbs.keys()].sort(), Object.keys(verbTexts).sort()))

for (const [words, { examples, description, seeAlso }] of Object.entries(verbTexts))
  test(`${words}: its examples use flags that it has, and other verbs that there are`, () => {
    assert.ok(examples.length > 0 && description.length > 0)
    for (const [example] of examples)
      for (const [, typed = ''] of example.matchAll(/stateproof ((?:[^|)<>2]|\d)+)/g)) requireKnown(typed)
    for (const other of seeAlso) assert.ok(verbs.has(other), other)
  })

/** @param typed what stands behind `stateproof`. */
function requireKnown(typed: string): void {
  const plain = typed
    .trim()
    .split(/\s+/)
    .filter(word => /^[a-z-]/.test(word))
  const two = plain.slice(0, 2).join(' ')
  const command = verbs.get(two) ?? verbs.get(plain[0] ?? '')
  assert.ok(command, `no verb: ${typed}`)
  for (const flag of typed.matchAll(/(?:^|\s)(--?[a-z][a-z-]*)/g))
    assert.ok(has(command, flag[1] ?? ''), `${typed}: ${flag[1]}`)
}

function has({ options }: Command, flag: string): boolean {
  return options.some(({ long, short }) => [long, short].includes(flag))
}

test('a verb’s help says what it does, its flags by group, where values come from and what the exit codes mean', () => {
  const written: string[] = []
  const run = verbs.get('run')
  run?.configureOutput({ writeOut: text => void written.push(text) })
  run?.outputHelp()
  const help = written.join('')
  for (const part of [
    'Usage: stateproof run',
    'Which scenarios:',
    'Which cluster:',
    'How to run:',
    'Examples:',
    'Where values come from:',
    'Exit codes:',
    'See also:',
  ])
    assert.ok(help.includes(part), part)
})
