/** A record through a log: whole, whatever is read twice; and noticed when it is not. */
import assert from 'node:assert/strict'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { encodeFrame, pieceBytes } from './frames.ts'
import { receiveRecord } from './receive-record.ts'
import { sendRecord } from './send-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'stateproof-record-'))
after(() => rmSync(folder, { recursive: true }))
let count = 0
const newFolder = () => {
  const path = join(folder, String(++count))
  mkdirSync(path)
  return path
}

const long = `${JSON.stringify({ text: 'é'.repeat(pieceBytes) })}\n`

/** What a run writes while its record is sent. @returns the log's lines, with some for people between them. */
function sentLines(from: string): string[] {
  const lines: string[] = []
  const sender = sendRecord(from, line => lines.push(line, 'PASS  a line for people'))
  writeFileSync(join(from, 'messages.ndjson'), 'one\n')
  appendFileSync(join(from, 'messages.ndjson'), long)
  writeFileSync(join(from, 'journal.ndjson'), 'first\n')
  mkdirSync(join(from, 'evidence/a/b'), { recursive: true })
  writeFileSync(join(from, 'evidence/a/b/events.txt'), '')
  writeFileSync(join(from, 'evidence/a/b/logs.bin'), Buffer.from([0, 255, 10, 13]))
  writeFileSync(join(from, 'report.html'), 'made again elsewhere')
  sender.finish({ exitCode: 4 })
  return lines
}

test('what is sent is what arrives, without what can be made again', () => {
  const [from, to] = [newFolder(), newFolder()]
  const pieces: string[] = []
  const receiver = receiveRecord(to, file => pieces.push(file))
  for (const line of sentLines(from)) receiver.take(line)
  for (const file of ['messages.ndjson', 'journal.ndjson', 'evidence/a/b/logs.bin'])
    assert.deepEqual(readFileSync(join(to, file)), readFileSync(join(from, file)))
  assert.ok(pieces.filter(file => file === 'messages.ndjson').length > 1, 'a long file goes in pieces')
  assert.equal(existsSync(join(to, 'report.html')), false)
  assert.deepEqual([receiver.end?.exitCode, receiver.problem()], [4, undefined])
})

test('a log that is read again from its beginning changes nothing', () => {
  const [from, to] = [newFolder(), newFolder()]
  const lines = sentLines(from)
  const receiver = receiveRecord(to)
  for (const line of [...lines.slice(0, 5), ...lines, ...lines]) receiver.take(line)
  assert.deepEqual(readFileSync(join(to, 'messages.ndjson')), readFileSync(join(from, 'messages.ndjson')))
  assert.equal(receiver.problem(), undefined)
})

test('a line that was lost is noticed at the next', () => {
  const lines = sentLines(newFolder()).filter(line => line.startsWith('stateproof-record'))
  const receiver = receiveRecord(newFolder())
  receiver.take(lines[0] ?? '')
  assert.throws(() => receiver.take(lines[2] ?? ''), {
    code: 'record-damaged',
    message: /expected line 2, got line 3/,
  })
})

test('a log that was cut has no end', () => {
  const lines = sentLines(newFolder())
  const receiver = receiveRecord(newFolder())
  for (const line of lines.slice(0, -2)) receiver.take(line)
  assert.equal(receiver.problem(), 'its last line never came')
})

test('a line that was cut, and content that was changed on the way', () => {
  const lines = sentLines(newFolder()).filter(line => line.startsWith('stateproof-record'))
  const cut = receiveRecord(newFolder())
  assert.throws(() => cut.take((lines[0] ?? '').slice(0, -9)), { code: 'record-damaged' })
  const to = newFolder()
  const changed = receiveRecord(to)
  for (const line of lines) changed.take(line)
  appendFileSync(join(to, 'journal.ndjson'), 'forged\n')
  assert.equal(changed.problem(), 'journal.ndjson is not what was sent')
})

for (const file of ['../escaped', '/tmp/stateproof-escaped', 'evidence/../../escaped'])
  test(`nothing is written outside the folder: ${file}`, () => {
    const receiver = receiveRecord(newFolder())
    assert.throws(() => receiver.take(encodeFrame({ n: 1, file, data: Buffer.from('x') })), {
      code: 'record-damaged',
    })
    assert.equal(existsSync(join(folder, 'escaped')), false)
  })
