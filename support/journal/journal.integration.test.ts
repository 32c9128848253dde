/** The journal against a real API server: what happens when watches end, expire, are cut, or are quiet for long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notYet } from '../check.ts'
import { systemClock } from '../clock.ts'
import { openCutProxy } from '../kubernetes/cut-proxy.ts'
import type { ManifestOf } from '../kubernetes/kinds.ts'
import { createObject, deleteObject, listObjects, patchObject, readObject } from '../kubernetes/objects.ts'
import { isExpired, send, streamLines } from '../kubernetes/request.ts'
import { watchKind } from '../kubernetes/watch.ts'
import { testCluster, testJournal, withNamespace } from './fixture.ts'

const cluster = testCluster()
const service = (namespace: string, name: string): ManifestOf<'Service'> => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace, name },
  spec: { clusterIP: 'None', ports: [{ port: 80 }] },
})

/** Collects what a watch of Services tells. */
function collector() {
  const seen = { changes: [] as string[], gaps: 0, lost: undefined as unknown }
  const handlers = {
    change: (type: string, { metadata }: { metadata?: { name?: string | undefined } | undefined }) =>
      void seen.changes.push(`${type} ${metadata?.name}`),
    gap: () => void seen.gaps++,
    lost: (error: unknown) => {
      seen.lost = error
    },
  }
  return { seen, handlers }
}

async function eventually(holds: () => boolean, what: string, withinMs = 20_000): Promise<void> {
  for (const deadline = Date.now() + withinMs; !holds(); await systemClock.sleep(20))
    if (Date.now() > deadline) assert.fail(`not within ${withinMs} ms: ${what}`)
}

test('every one of 300 rapid changes is seen once, in order', () =>
  withNamespace(cluster, async namespace => {
    const journal = await testJournal(cluster, namespace)
    await createObject(cluster, service(namespace, 's'))
    for (let count = 1; count <= 300; count++)
      await patchObject(
        cluster,
        { kind: 'Service', namespace, name: 's' },
        { metadata: { annotations: { count: String(count) } } },
      )
    const counts = () =>
      journal.entries
        .filter(({ kind, name }) => kind === 'Service' && name === 's')
        .map(
          ({ object }) =>
            (object as { metadata: { annotations?: { count?: string } } }).metadata.annotations?.count,
        )
    await eventually(() => counts().at(-1) === '300', 'the last change')
    assert.deepEqual(counts(), [undefined, ...Array.from({ length: 300 }, (_, index) => String(index + 1))])
    journal.close()
  }))

const lease = (namespace: string, name: string): ManifestOf<'Lease'> => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { namespace, name },
})

/** Whether the server refuses to watch Leases from its first version: 410, as status or in the stream. */
async function isFirstVersionExpired(): Promise<boolean> {
  const path = '/apis/coordination.k8s.io/v1/leases'
  const query = { watch: true, resourceVersion: '1', timeoutSeconds: 1 }
  const request = { method: 'GET' as const, path, query, what: 'watch', signal: AbortSignal.timeout(5_000) }
  try {
    for await (const line of streamLines(cluster, request)) return line.includes('"code":410')
    return false
  } catch (error) {
    return isExpired(error)
  }
}

// A cluster that was just made still has its first minute; nodes renew their Leases all the time, so these expire first.
test('a version that the server no longer has: it lists anew, reports what is there, and marks a gap', async () => {
  for (const deadline = Date.now() + 240_000; !(await isFirstVersionExpired()); await systemClock.sleep(500))
    assert.ok(Date.now() < deadline, 'the first version has not expired')
  await withNamespace(cluster, async namespace => {
    await createObject(cluster, lease(namespace, 'there'))
    const { seen, handlers } = collector()
    const stop = new AbortController()
    const { signal } = stop
    const watch = { kind: 'Lease' as const, namespace, clock: systemClock, signal, handlers }
    await watchKind(cluster, { ...watch, resourceVersion: '1' })
    await eventually(() => seen.gaps > 0, 'a gap')
    await eventually(() => seen.changes.includes('ADDED there'), 'what is there')
    await createObject(cluster, lease(namespace, 'later'))
    await eventually(() => seen.changes.includes('ADDED later'), 'the watch to go on')
    stop.abort()
  })
})

test('a connection that is cut in mid-stream is resumed: nothing is lost, no gap', () =>
  withNamespace(cluster, async namespace => {
    await using proxy = await openCutProxy(process.env.STATEPROOF_KUBECONFIG ?? '')
    const { seen, handlers } = collector()
    const stop = new AbortController()
    await watchKind(proxy.cluster, {
      kind: 'Service',
      namespace,
      clock: systemClock,
      signal: stop.signal,
      handlers,
    })
    for (let round = 0; round < 5; round++) {
      await createObject(cluster, service(namespace, `before-${round}`))
      await eventually(() => seen.changes.includes(`ADDED before-${round}`), 'the change before the cut')
      assert.ok(proxy.cut() > 0, 'there was a connection to cut')
      await createObject(cluster, service(namespace, `cut-${round}`))
      await eventually(() => seen.changes.includes(`ADDED cut-${round}`), 'the change made while cut')
    }
    assert.equal(seen.gaps, 0)
    assert.equal(new Set(seen.changes).size, seen.changes.length, 'nothing twice')
    stop.abort()
  }))

test('an API server that is away for 5 s: the watch goes on afterwards, nothing is lost', () =>
  withNamespace(cluster, async namespace => {
    await using proxy = await openCutProxy(process.env.STATEPROOF_KUBECONFIG ?? '')
    const { seen, handlers } = collector()
    const stop = new AbortController()
    await watchKind(proxy.cluster, {
      kind: 'Service',
      namespace,
      clock: systemClock,
      signal: stop.signal,
      handlers,
    })
    proxy.refuse(true)
    proxy.cut()
    await createObject(cluster, service(namespace, 'meanwhile'))
    await deleteObject(cluster, { kind: 'Service', namespace, name: 'meanwhile' })
    await systemClock.sleep(5_000)
    proxy.refuse(false)
    await eventually(() => seen.changes.includes('DELETED meanwhile'), 'what happened meanwhile')
    assert.deepEqual(
      [seen.changes, seen.gaps, seen.lost],
      [['ADDED meanwhile', 'DELETED meanwhile'], 0, undefined],
    )
    stop.abort()
  }))

test('a watch that the server ends every 2 s goes on without a gap', () =>
  withNamespace(cluster, async namespace => {
    const { seen, handlers } = collector()
    const stop = new AbortController()
    await watchKind(cluster, {
      kind: 'Service',
      namespace,
      clock: systemClock,
      signal: stop.signal,
      handlers,
      timeoutSeconds: 2,
    })
    for (let round = 0; round < 4; round++) {
      await createObject(cluster, service(namespace, `s-${round}`))
      await systemClock.sleep(1_200)
    }
    await eventually(() => seen.changes.length === 4, 'four changes')
    assert.deepEqual([seen.changes, seen.gaps], [['ADDED s-0', 'ADDED s-1', 'ADDED s-2', 'ADDED s-3'], 0])
    stop.abort()
  }))

test('35 s of silence end no watch', () =>
  withNamespace(cluster, async namespace => {
    const { seen, handlers } = collector()
    const stop = new AbortController()
    await watchKind(cluster, {
      kind: 'Service',
      namespace,
      clock: systemClock,
      signal: stop.signal,
      handlers,
    })
    await systemClock.sleep(35_000)
    await createObject(cluster, service(namespace, 'after-silence'))
    await eventually(() => seen.changes.length === 1, 'the change after the silence', 2_000)
    assert.deepEqual([seen.changes, seen.gaps], [['ADDED after-silence'], 0])
    stop.abort()
  }))

test('a wait that runs out names the object, what was last seen and what blocks it', () =>
  withNamespace(cluster, async namespace => {
    const journal = await testJournal(cluster, namespace)
    const container = { name: 'c', image: 'stateproof.dev/none:1', imagePullPolicy: 'Never' }
    await createObject(cluster, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name: 'p' },
      spec: { containers: [container] },
    })
    const wait = journal.until(
      { what: 'Pod p to be Ready', look: view => notYet(view.get('Pod', 'p')?.status?.phase ?? 'no Pod') },
      { withinMs: 4_000 },
    )
    await assert.rejects(wait, (error: Error & { code?: string }) => {
      assert.equal(error.code, 'wait-timeout')
      assert.match(
        error.message,
        /Pod p to be Ready within 4 s.*last saw Pending.*Pod p: Pending, ErrImageNeverPull/s,
      )
      return true
    })
    journal.close()
  }))

test('an interrupted wait ends at once', () =>
  withNamespace(cluster, async namespace => {
    const interrupted = new AbortController()
    const journal = await testJournal(cluster, namespace, interrupted.signal)
    const wait = journal.until({ what: 'nothing', look: () => notYet('nothing') }, { withinMs: 60_000 })
    setTimeout(() => interrupted.abort(new Error('interrupted by a test')), 50)
    await assert.rejects(wait, { code: 'interrupted' })
    journal.close()
  }))

test('requests that are refused carry status and reason, not a page of text', async () => {
  await assert.rejects(
    readObject(cluster, { kind: 'Pod', namespace: 'default', name: 'none' }),
    (error: Error & { cause?: unknown }) => {
      assert.deepEqual(error.cause, { status: 404, reason: 'NotFound' })
      return true
    },
  )
  await assert.rejects(send(cluster, { method: 'GET', path: '/nowhere', what: 'ask for nothing' }), {
    code: 'api-refused',
  })
  assert.ok((await listObjects(cluster, 'Node')).items.length > 0)
})
