/** Waiting: when it wakes, when it ends, and whom it blames. Short real times; no cluster. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, met, never, notYet } from '../check.ts'
import { systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { Entry } from '../record.ts'
import { waitUntil } from './until.ts'
import { createView } from './view.ts'

/** A journal in miniature: `say` records something, `doubt` is what the server says when it is asked once more. */
function miniature() {
  const listeners = new Set<(entry: Entry) => void>()
  const recorded: Omit<Entry, 'seq' | 'atMs' | 'time' | 'scenario'>[] = []
  const interrupted = new AbortController()
  const state = {
    trouble: undefined as Failure | undefined,
    doubt: async (): Promise<Failure | undefined> => undefined,
  }
  const say = (source: Entry['source'] = 'watch') => {
    const entry: Entry = { seq: 1, atMs: 0, time: '', source, type: 'MODIFIED' }
    for (const listener of [...listeners]) listener(entry)
  }
  const context = {
    view: createView(),
    clock: systemClock,
    signal: interrupted.signal,
    append: (facts: (typeof recorded)[number]) => {
      recorded.push(facts)
      say(facts.source)
      return { seq: 1, atMs: 0, time: '', ...facts }
    },
    onEntry: (listener: (entry: Entry) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    trouble: () => state.trouble,
    doubt: () => state.doubt(),
  }
  return { context, say, state, listeners, interrupted }
}

const failure = (code: string) => new Failure({ code, what: 'know', exitCode: 4 })

test('it looks at once, and is met without anything being recorded', async () => {
  const { context, listeners } = miniature()
  const check = { what: 'it', look: () => met('there', 7) }
  assert.equal(await waitUntil(context, check, { withinMs: 1_000 }), 7)
  assert.equal(listeners.size, 0, 'nobody listens any more')
})

test('it looks again at every entry, and not at what a wait says of itself', async () => {
  const { context, say } = miniature()
  let looks = 0
  const check = {
    what: 'it',
    look: (): Answer<number> => (++looks === 3 ? met('there', 3) : notYet('not yet')),
  }
  const wait = waitUntil(context, check, { withinMs: 1_000 })
  say('wait')
  assert.equal(looks, 1)
  say()
  say('step')
  assert.equal(await wait, 3)
})

test('what can never be met ends at once; an image that cannot be pulled is nobody broken promise', async () => {
  const hopeless = (why: string) => ({ what: 'it', look: () => never(why) })
  const { context } = miniature()
  const options = { withinMs: 60_000 }
  await assert.rejects(waitUntil(context, hopeless('gone'), options), { code: 'wait-hopeless', exitCode: 1 })
  await assert.rejects(waitUntil(context, hopeless('image cannot be pulled: x'), options), {
    code: 'image-pull',
  })
})

test('a check that throws is our fault, with its own words', async () => {
  const { context } = miniature()
  const look = () => {
    throw new TypeError('oops')
  }
  await assert.rejects(waitUntil(context, { what: 'it', look }, { withinMs: 1_000 }), {
    code: 'check-broken',
    message: /look for it.*oops/,
  })
})

test('a wait that runs out says what was last seen', async () => {
  const { context, listeners } = miniature()
  const wait = waitUntil(context, { what: 'it', look: () => notYet('half of it') }, { withinMs: 20 })
  await assert.rejects(wait, { code: 'wait-timeout', exitCode: 1, message: /it within 0.02 s.*half of it/ })
  assert.equal(listeners.size, 0)
})

test('a wait that runs out while the server was away, or the watch was silent, blames nobody', async () => {
  const { context, state } = miniature()
  state.doubt = async () => failure('api-away')
  const wait = waitUntil(context, { what: 'it', look: () => notYet('old news') }, { withinMs: 20 })
  await assert.rejects(wait, { code: 'api-away' })
})

test('a server that cannot be asked once more leaves it open, too', async () => {
  const { context, state } = miniature()
  state.doubt = async () => {
    throw failure('api-unreachable')
  }
  const wait = waitUntil(context, { what: 'it', look: () => notYet('old news') }, { withinMs: 20 })
  await assert.rejects(wait, { code: 'api-unreachable' })
})

test('what comes while the server is asked once more still counts: our patience is no contract', async () => {
  const { context, state, say } = miniature()
  let there = false
  state.doubt = async () => {
    there = true
    say()
    return undefined
  }
  const check = { what: 'it', look: (): Answer => (there ? met('there') : notYet('not yet')) }
  await waitUntil(context, check, { withinMs: 20 })
})

test('a lost watch ends every wait', async () => {
  const { context, state, say } = miniature()
  const wait = waitUntil(context, { what: 'it', look: () => notYet('x') }, { withinMs: 60_000 })
  state.trouble = failure('journal-lost')
  say('gap')
  await assert.rejects(wait, { code: 'journal-lost' })
})

test('an interrupted wait ends at once, and one that begins after it, too', async () => {
  const { context, interrupted } = miniature()
  const begin = () => waitUntil(context, { what: 'it', look: () => notYet('x') }, { withinMs: 60_000 })
  const wait = begin()
  interrupted.abort(new Error('interrupted by a test'))
  await assert.rejects(wait, { code: 'interrupted', exitCode: 130 })
  await assert.rejects(begin(), { code: 'interrupted' })
})

test('what keeps it from ending well, and is no promise of the cluster, is the code of the failure', async () => {
  const { context } = miniature()
  const check = { what: 'it', look: (): Answer => notYet('Pending, ImagePullBackOff', 'image-pull') }
  await assert.rejects(waitUntil(context, check, { withinMs: 20 }), { code: 'image-pull' })
})
