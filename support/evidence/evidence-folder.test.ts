/** The folder of evidence: bounded, redacted, and honest about what is not in it. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { EvidenceIndex } from '../record.ts'
import { type EvidenceFolder, openEvidenceFolder } from './evidence-folder.ts'

const newPath = () => join(mkdtempSync(join(tmpdir(), 'stateproof-evidence-')), 'a', 'b')

async function keep(pieces: (folder: EvidenceFolder) => Promise<unknown>) {
  const path = newPath()
  const folder = openEvidenceFolder(path, 'a/b')
  await folder.close(pieces(folder))
  const index = JSON.parse(readFileSync(join(path, 'index.json'), 'utf8')) as EvidenceIndex
  return { path, index }
}

const line = `${'x'.repeat(99)}\n`

test('what is kept is in the index with its size', async () => {
  const { path, index } = await keep(folder =>
    folder.keep({ file: 'x/y.txt', what: 'a text', content: () => 'hello\n' }),
  )
  assert.deepEqual(index.files, [{ file: 'x/y.txt', what: 'a text', bytes: 6 }])
  assert.equal(readFileSync(join(path, 'x/y.txt'), 'utf8'), 'hello\n')
})

test('what could not be got is named with its reason, and hinders nothing else', async () => {
  const fail = () => {
    throw new Error('refused: password=hunter2')
  }
  const { index } = await keep(folder =>
    Promise.all([
      folder.keep({ file: 'bad', what: 'bad', content: fail }),
      folder.keep({ file: 'good', what: 'good', content: () => 'x' }),
    ]),
  )
  assert.deepEqual(index.missing, [
    { file: 'bad', what: 'bad', why: 'refused: password=[redacted: password]' },
  ])
  assert.deepEqual(
    index.files.map(({ file }) => file),
    ['good'],
  )
})

test('a long log keeps its end, cut between lines; other texts their beginning', async () => {
  const text = `first\n${line.repeat(4_000)}last\n`
  const { path, index } = await keep(folder =>
    Promise.all([
      folder.keep({ file: 'end', what: 'log', keep: 'end', content: () => text }),
      folder.keep({ file: 'beginning', what: 'text', content: () => text }),
    ]),
  )
  const [end, beginning] = ['end', 'beginning'].map(file => readFileSync(join(path, file), 'utf8'))
  assert.ok(end?.endsWith('last\n') && end.startsWith('x'.repeat(99)))
  assert.ok(beginning?.startsWith('first\n') && beginning.endsWith(line))
  for (const { bytes, cutFrom } of index.files) {
    assert.ok(bytes <= 256 * 1024)
    assert.equal(cutFrom, text.length)
  }
})

test('the whole folder is bounded, and says what it left out', async () => {
  const big = line.repeat(2_600)
  const { index } = await keep(folder =>
    Promise.all(
      Array.from({ length: 40 }, (_, n) => folder.keep({ file: `f${n}`, what: `f${n}`, content: () => big })),
    ),
  )
  assert.ok(index.files.reduce((sum, { bytes }) => sum + bytes, 0) <= 8 * 1024 * 1024)
  assert.ok(index.leftOut.some(({ why }) => /already holds/.test(why)))
})

test('a secret that is cut out of the middle is taken out before the cut', async () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'A1'.repeat(32)}\n-----END PRIVATE KEY-----\n`
  const text = line.repeat(2_621) + key + line.repeat(2_000)
  const { path, index } = await keep(folder => folder.keep({ file: 'f', what: 'f', content: () => text }))
  assert.ok(!readFileSync(join(path, 'f'), 'utf8').includes('A1A1'))
  assert.ok((index.files[0]?.bytes ?? 0) > 0)
})

test('a folder that cannot be written is no failure', async () => {
  const path = newPath()
  const file = join(path, '..', '..', 'a')
  writeFileSync(file, 'a file where the folder should be')
  const folder = openEvidenceFolder(path, 'a/b')
  await folder.close(folder.keep({ file: 'x', what: 'x', content: () => 'x' }))
  assert.ok(!existsSync(path))
})
