/** What a watch tells when it must list anew, when the server is away, and when it answers rubbish. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../clock.ts'
import { answer, openScriptedServer, type Script, stream } from './scripted-server.ts'
import { watchKind } from './watch.ts'

const service = (name: string, uid: string, resourceVersion: string) => ({
  metadata: { name, uid, resourceVersion },
})
const list = (resourceVersion: string, ...items: unknown[]) => ({ metadata: { resourceVersion }, items })
const expired = { type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } }
const isWatch = (url = '') => url.includes('watch=true')

/** Runs a watch against the script; `told` is everything it said, in order. */
async function watching(
  script: Script,
  test: (told: string[], watch: Awaited<ReturnType<typeof watchKind>>) => Promise<void>,
  clock = systemClock,
): Promise<void> {
  await using server = await openScriptedServer(script)
  const told: string[] = []
  const stop = new AbortController()
  const handlers = {
    change: (
      type: string,
      { metadata }: { metadata?: { name?: string | undefined; uid?: string | undefined } },
    ) => void told.push(`${type} ${metadata?.name} ${metadata?.uid}`),
    gap: () => void told.push('gap'),
    outage: () => void told.push('outage'),
    lost: () => void told.push('lost'),
  }
  try {
    const watch = await watchKind(server.cluster, { kind: 'Service', clock, signal: stop.signal, handlers })
    await test(told, watch)
  } finally {
    stop.abort()
  }
}

async function eventually(holds: () => boolean, what: () => string): Promise<void> {
  for (let look = 0; look < 300; look++) {
    if (holds()) return
    await systemClock.sleep(10)
  }
  assert.fail(what())
}

test('an object that was made anew while the watch was blind: first the gap, then the old one goes, then the new one comes', async () => {
  let lists = 0
  const script: Script = ({ url }, response) => {
    if (!isWatch(url)) return answer(response, list(`${++lists}`, service('web', `uid-${lists}`, `${lists}`)))
    stream(response, ...(lists === 1 ? [expired] : []))
  }
  await watching(script, async told => {
    await eventually(
      () => told.length >= 4,
      () => told.join(),
    )
    assert.deepEqual(told, ['ADDED web uid-1', 'gap', 'DELETED web uid-1', 'ADDED web uid-2'])
  })
})

test('a quiet watch whose connection breaks is resumed, however long it was quiet', async () => {
  let streams = 0
  let skipMs = 0
  const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + skipMs }
  const script: Script = ({ url }, response) => {
    if (!isWatch(url)) return answer(response, list('1'))
    if (++streams > 1) return stream(response, { type: 'ADDED', object: service('later', 'u', '2') })
    stream(response)
    setTimeout(() => {
      skipMs = 600_000
      response.destroy()
    }, 50)
  }
  await watching(
    script,
    told =>
      eventually(
        () => told.includes('ADDED later u'),
        () => told.join(),
      ),
    clock,
  )
})

test('a server that is away for long is told as an outage, once it is back', async () => {
  let streams = 0
  const script: Script = ({ url }, response) => {
    if (!isWatch(url)) return answer(response, list('1'))
    const before = ++streams
    if (before === 1) return void response.destroy()
    if (before < 6) return answer(response, { code: 503, message: 'away' }, 503)
    stream(response)
  }
  await watching(script, async told => {
    await eventually(
      () => told.includes('outage'),
      () => told.join(),
    )
    assert.deepEqual(told, ['outage'])
  })
})

test('a server that answers rubbish is not asked in a tight loop', async () => {
  let streams = 0
  const script: Script = ({ url }, response) => {
    if (!isWatch(url)) return answer(response, list('1'))
    streams++
    response.end('<html>proxy</html>\n')
  }
  await watching(script, async () => {
    await systemClock.sleep(700)
    assert.ok(streams < 15, `${streams} requests`)
  })
})

test('a list that may not be had any more ends the watch: it does not try for ever in silence', async () => {
  let lists = 0
  const script: Script = ({ url }, response) => {
    if (isWatch(url)) return stream(response, expired)
    if (++lists > 1) return answer(response, { code: 403, reason: 'Forbidden' }, 403)
    answer(response, list('1'))
  }
  await watching(script, told =>
    eventually(
      () => told.includes('lost'),
      () => told.join(),
    ),
  )
})

test('a watch that has gone silent is found out by a list', async () => {
  let items = [service('a', 'u', '1')]
  const script: Script = ({ url }, response) => {
    if (!isWatch(url)) return answer(response, list('1', ...items))
    stream(response)
  }
  const clock = {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 20, signal),
  }
  await watching(
    script,
    async (_told, watch) => {
      assert.equal(await watch.lag(), 'none')
      items = [service('a', 'u', '2')]
      assert.equal(await watch.lag(), 'lasting')
    },
    clock,
  )
})

test('a watch that hears what the list shows a moment later is behind for a moment', async () => {
  let lists = 0
  const script: Script = ({ url }, response) => {
    if (isWatch(url)) {
      stream(response)
      setTimeout(
        () => response.write(`${JSON.stringify({ type: 'MODIFIED', object: service('a', 'u', '2') })}\n`),
        60,
      )
      return
    }
    answer(response, list('1', service('a', 'u', `${++lists}`)))
  }
  await watching(script, async (_told, watch) => assert.equal(await watch.lag(), 'brief'))
})

test('what is told of one object says nothing of another', async () => {
  let items = [service('a', 'u', '1'), service('b', 'v', '1')]
  const script: Script = ({ url }, response) => {
    if (!isWatch(url)) return answer(response, list('1', ...items))
    stream(response)
    const other = { type: 'MODIFIED', object: service('b', 'v', '2') }
    setTimeout(() => response.write(`${JSON.stringify(other)}\n`), 100)
  }
  await watching(script, async (_told, watch) => {
    items = [service('a', 'u', '2'), service('b', 'v', '2')]
    assert.equal(await watch.lag(), 'lasting')
  })
})

test('streams that are cut again and again before they tell anything are one outage', async () => {
  let streams = 0
  const script: Script = ({ url }, response) => {
    if (!isWatch(url)) return answer(response, list('1'))
    stream(response)
    if (++streams < 6) response.destroy()
  }
  await watching(script, async (told, watch) => {
    await eventually(
      () => told.includes('outage'),
      () => told.join(),
    )
    assert.notEqual(watch.awaySinceMs, undefined, 'what was missed may still be told')
    await eventually(
      () => watch.awaySinceMs === undefined,
      () => 'still away',
    )
  })
})
