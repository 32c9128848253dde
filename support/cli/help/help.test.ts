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
  const help = helpOf('run')
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

function helpOf(words: string): string {
  const written: string[] = []
  const verb = verbs.get(words)
  verb?.configureOutput({ writeOut: text => void written.push(text) })
  verb?.outputHelp()
  return written.join('')
}

/** Verbs of verbs have none: what they print is help. */
const exitCodes: Record<string, string> = {
  run: '0 1 2 3 4 5 130',
  check: '0 2 3 130',
  rbac: '0 2 5',
  list: '0 2 5',
  report: '0 1 4 5 130 2',
  diff: '0 1 2 4',
  merge: '0 1 4 5 130 2',
  collect: '0 2',
  cleanup: '0 2 3',
  version: '0 2',
  completion: '0 2',
  cluster: '',
  'cluster up': '0 2 3 130',
  'cluster down': '0 2 3',
  'cluster status': '0 2 3',
  images: '',
  'images list': '0 2',
  'images build': '0 2 3 130',
  'images save': '0 2 3',
  'images load': '0 2 3',
}
for (const words of verbs.keys())
  test(`${words}: its help has the exit codes that it has, and no others`, () => {
    const [, told = ''] = /Exit codes:\n((?: {2}.+\n)*)/.exec(helpOf(words)) ?? []
    assert.equal(told.match(/\b\d+\b/g)?.join(' ') ?? '', exitCodes[words])
  })
