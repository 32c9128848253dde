/** A journal whose watch of volumes is away for a while, the others not: what was looked at then proves nothing, either way. */
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { met, notYet } from '../check.ts'
import { systemClock } from '../clock.ts'
import { answer, openScriptedServer, stream } from '../kubernetes/scripted-server.ts'
import { type Journal, openJournal } from './journal.ts'
import { openSink } from './sink.ts'

const volume = {
  metadata: { name: 'v', uid: 'u', resourceVersion: '2' },
  spec: { claimRef: { namespace: 'here', uid: 'c' } },
}
/** Changes all the time. */
const foreign = (resourceVersion: string) => ({
  metadata: { name: 'f', uid: 'f', resourceVersion },
  spec: { claimRef: { namespace: 'elsewhere' } },
})

interface Server {
  /** Volumes cannot be watched, as from now. */
  away(isAway: boolean): void
  /** The volume is made, or changed. */
  make(): void
}

/** All kinds are quiet but volumes; of those one is made when the test says so. */
async function withJournal(test: (journal: Journal, server: Server) => Promise<void>): Promise<void> {
  const state = { isAway: false, isMade: false, lists: 0, cut: () => {}, tell: () => {} }
  await using server = await openScriptedServer(({ url = '' }, response) => {
    const isOfVolumes = url.includes('persistentvolumes')
    if (!url.includes('watch=true')) {
      const items = isOfVolumes ? [foreign(`${++state.lists}`), ...(state.isMade ? [volume] : [])] : []
      return answer(response, { metadata: { resourceVersion: '1' }, items })
    }
    if (!isOfVolumes) return stream(response)
    if (state.isAway) return answer(response, { message: 'away' }, 503)
    stream(response)
    state.cut = () => response.destroy()
    state.tell = () => void response.write(`${JSON.stringify({ type: 'ADDED', object: volume })}\n`)
    if (state.isMade) state.tell()
  })
  const sink = openSink(join(mkdtempSync(join(tmpdir(), 'stateproof-journal-')), 'journal.ndjson'))
  const { signal } = new AbortController()
  const options = { namespace: 'here', scenario: 'a/b/c', sink, clock: systemClock, signal }
  const journal = await openJournal({ cluster: server.cluster, ...options })
  try {
    // Long enough to be seen as open.
    await systemClock.sleep(1_100)
    await test(journal, {
      away(isAway) {
        state.isAway = isAway
        if (isAway) state.cut()
      },
      make() {
        state.isMade = true
        state.tell()
      },
    })
  } finally {
    journal.close()
  }
}

const volumeIsThere = {
  what: 'the volume',
  look: (view: Journal['view']) =>
    view.get('PersistentVolume', 'v') === undefined ? notYet('none') : met('it is there'),
}

test('no such volume, since it could not be watched: nobody knows, although all is told a moment later', () =>
  withJournal(async (journal, server) => {
    server.away(true)
    await systemClock.sleep(1_200)
    server.make()
    const stepBeganMs = journal.now()
    assert.equal(journal.view.get('PersistentVolume', 'v'), undefined)
    const doubt = journal.doubtOfFailure(stepBeganMs)
    server.away(false)
    assert.equal((await doubt)?.code, 'api-away')
  }))

test('what was looked at while it could not be watched proves nothing for the cluster', () =>
  withJournal(async (journal, server) => {
    server.away(true)
    await systemClock.sleep(50)
    journal.view.list('PersistentVolume')
    await systemClock.sleep(1_200)
    server.make()
    server.away(false)
    await journal.until(volumeIsThere, { withinMs: 5_000 })
    assert.match((await journal.doubtOfPass())?.message ?? '', /PersistentVolumes were looked at while/)
  }))

test('a wait that was met by what could not be watched proves nothing either', () =>
  withJournal(async (journal, server) => {
    const noVolume = {
      what: 'no volume',
      look: (view: Journal['view']) => met(`${view.list('PersistentVolume').length}`),
    }
    server.away(true)
    await systemClock.sleep(50)
    await journal.until(noVolume, { withinMs: 1_000 })
    await systemClock.sleep(1_200)
    server.make()
    server.away(false)
    await journal.until(volumeIsThere, { withinMs: 5_000 })
    assert.equal((await journal.doubtOfPass())?.code, 'api-away')
  }))

test('a wait that goes through an outage and is met afterwards is sound, and so is what is asked then', () =>
  withJournal(async (journal, server) => {
    server.away(true)
    const wait = journal.until(volumeIsThere, { withinMs: 10_000 })
    await systemClock.sleep(1_200)
    server.make()
    server.away(false)
    await wait
    journal.view.list('PersistentVolume')
    assert.equal(await journal.doubtOfPass(), undefined)
  }))

test('without an outage there is no doubt; what others have is not waited for', () =>
  withJournal(async (journal, server) => {
    server.make()
    await journal.until(volumeIsThere, { withinMs: 5_000 })
    const stepBeganMs = journal.now()
    journal.view.list('PersistentVolume')
    assert.equal(await journal.doubtOfFailure(stepBeganMs), undefined)
    assert.equal(await journal.doubtOfPass(), undefined)
  }))
