/** The scripts as a shell runs them, with other programs in the place of dig and curl, and what is read from their output. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { runCommand } from '../../command.ts'
import { digForeverScript, digScript, parseResponses, requestScript } from './client-scripts.ts'

const cases: [string, string, (string | undefined)[]][] = [
  ['answers and silences', '@ answer web-0\n@ none\n@ answer web-1\n', ['web-0', undefined, 'web-1']],
  ['an empty body is an answer', '@ answer \n@ answer web-1\n', ['', 'web-1']],
  ['a body of two lines is one answer', '@ answer a\nb\n@ none\n', ['a\nb', undefined]],
  ['nothing was asked', '', []],
  ['half a word is no answer', '@ ans', []],
]
for (const [what, output, expected] of cases)
  test(what, () => assert.deepEqual(parseResponses(output), expected))

/** Runs a script with programs of ours in the place of the image's. @returns its standard output. */
async function runWith(programs: Record<string, string>, script: string, ...words: string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'client-scripts-'))
  for (const [name, text] of Object.entries(programs))
    await writeFile(path.join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  const env = { PATH: `${folder}:${process.env.PATH}` }
  const { stdout } = await runCommand('sh', ['-c', script, 'sh', ...words], { env })
  await rm(folder, { recursive: true })
  return stdout
}

const askedAt: [string, string][] = [
  ['10.244.0.3', '-p 53 @10.244.0.3'],
  ['10.244.0.3#8053', '-p 8053 @10.244.0.3'],
  ['fd00::3#5353', '-p 5353 @fd00::3'],
]
for (const [server, said] of askedAt)
  test(`dig asks ${server} where it listens`, async () => {
    const output = await runWith({ dig: 'echo "$@"' }, digScript, server, 'n', 'A')
    assert.match(output, new RegExp(`^@ ${server} n\\n.* ${said} n A$`))
  })

test('every server is asked for every name, and so it is by the probe', async () => {
  const said = (output: string) => output.split('\n').filter(line => line.startsWith('@ '))
  const output = await runWith({ dig: ':' }, digScript, 'a b#54', 'x y', 'A')
  assert.deepEqual(said(output), ['@ a x', '@ a y', '@ b#54 x', '@ b#54 y'])
  const once = { dig: 'echo "$@"', sleep: 'kill $PPID' }
  const forever = await runWith(once, `(${digForeverScript}) || true`, 'b#54', 'x y', 'A')
  assert.deepEqual(said(forever), ['@ b#54 x', '@ b#54 y', '@ end'])
  assert.match(forever, /-p 54 @b x A/)
})

test('counted requests ask no DNS where it is known where the name leads to', async () => {
  const curl = { curl: 'echo "$@"' }
  const told = await runWith(curl, requestScript, 'http://x/', '2', 'x:80:[fd00::7]')
  assert.deepEqual(
    parseResponses(told),
    Array(2).fill('-s -f --max-time 2 --resolve x:80:[fd00::7] http://x/'),
  )
  const untold = await runWith(curl, requestScript, 'http://x/', '1', '')
  assert.deepEqual(parseResponses(untold), ['-s -f --max-time 2 http://x/'])
  assert.deepEqual(parseResponses(await runWith({ curl: 'exit 28' }, requestScript, 'http://x/', '1')), [
    undefined,
  ])
})
