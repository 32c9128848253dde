/**
 * The journal against a real API server whose etcd is compacted. Changes that nobody can tell any more are a gap, and a
 * question whose answer may lie in it has none: inconclusive, although what was seen looks right.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isOurIgnorance } from '../../support/broken-promise.ts'
import { testJournal } from '../../support/journal/fixture.ts'
import type { Journal } from '../../support/journal/journal.ts'
import { createdOutOfOrder, gapsIn } from '../../support/journal/questions.ts'
import { openCutProxy } from '../../support/kubernetes/cut-proxy.ts'
import { createObject, deleteObject, listObjects, patchObject } from '../../support/kubernetes/objects.ts'
import { podReadiness } from '../../support/kubernetes/pods.ts'
import { streamLines } from '../../support/kubernetes/request.ts'
import { resolveSettings } from '../../support/settings.ts'
import { noteBlindness } from '../../support/verdict-notes.ts'
import { assertCreatedInOrder } from '../../support/workloads/web/order.ts'
import type { StateproofWorld } from '../../support/world.ts'
import { readFacts } from '../cluster/cluster-paths.ts'
import { type ControlPlane, findPrograms, startControlPlane } from './fixture.ts'

const { settings } = resolveSettings({ flags: {}, environment: process.env, file: undefined })
const programs = findPrograms(settings.cacheDir)
const supply = readFacts(settings.cacheDir, settings.clusterName)?.nodeImage.supply
/** Where the images were built here, so were the programs, and their want is a failure. */
const skip =
  programs === undefined && supply !== 'source'
    ? `etcd and kube-apiserver were not built here: the images are from ${supply ?? 'elsewhere'}`
    : false
const namespace = 'default'
const seenWithinMs = 10_000

let plane: ControlPlane

before(async () => {
  if (skip !== false) return
  assert.ok(programs !== undefined, `no etcd and kube-apiserver below ${settings.cacheDir}/programs`)
  plane = await startControlPlane(programs)
})

after(() => plane?.[Symbol.asyncDispose]())

/** There are no nodes: that the Pod is Ready is written by the test. */
async function makeReady(name: string): Promise<void> {
  const spec = { containers: [{ name: 'web', image: 'stateproof.dev/none:1' }] }
  await createObject(plane.cluster, { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name }, spec })
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
  await patchObject(plane.cluster, { kind: 'Pod', namespace, name }, { status }, { subresource: 'status' })
}

/** At once, since no kubelet would ever end it. */
const remove = (name: string) =>
  deleteObject(plane.cluster, { kind: 'Pod', namespace, name }, { gracePeriodSeconds: 0 })

const seenReady = (journal: Journal, name: string) =>
  journal.until(
    { what: `Pod ${name} to be Ready`, look: view => podReadiness(view.get('Pod', name)) },
    { withinMs: seenWithinMs },
  )

/** What the server says to who asks for the changes of Pods since this version. */
async function firstLineSince(resourceVersion: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/pods`
  const query = { watch: true, resourceVersion, timeoutSeconds: 5 }
  const signal = AbortSignal.timeout(10_000)
  for await (const line of streamLines(plane.cluster, { method: 'GET', path, query, what: 'watch', signal }))
    return line
  return 'nothing'
}

async function verdictOf(journal: Journal): Promise<{ verdict: string; reason: string }[]> {
  const notes: string[] = []
  const attach = (note: string) => void notes.push(note)
  await noteBlindness({ scope: { journal }, attach } as unknown as StateproofWorld)
  return notes.map(note => JSON.parse(note))
}

test('connected watches lose nothing by a compaction', { skip }, async t => {
  const journal = await testJournal(plane.cluster, namespace)
  t.after(() => journal.close())
  await makeReady('quiet-0')
  await seenReady(journal, 'quiet-0')
  await plane.compact()
  await makeReady('quiet-1')
  await seenReady(journal, 'quiet-1')
  assert.deepEqual(gapsIn(journal.entries, ['Pod']), [])
  assertCreatedInOrder(journal.entries, 'quiet')
  assert.deepEqual(await verdictOf(journal), [])
})

test('a version that was compacted away while the watch was cut is a gap: what it hides makes the verdict inconclusive', {
  skip,
}, async t => {
  await using proxy = await openCutProxy(plane.kubeconfigPath)
  const journal = await testJournal(proxy.cluster, namespace)
  t.after(() => journal.close())
  for (const name of ['web-0', 'web-1']) await makeReady(name)
  await seenReady(journal, 'web-1')
  assertCreatedInOrder(journal.entries, 'web')
  const { resourceVersion } = await listObjects(plane.cluster, 'Pod', { namespace })

  proxy.refuse(true)
  assert.ok(proxy.cut() > 0, 'there was a connection to cut')
  // The broken promise that nobody sees: web-2 comes while there is no web-1.
  await remove('web-1')
  for (const name of ['web-2', 'web-1']) await makeReady(name)
  await plane.compact()
  assert.match(await firstLineSince(resourceVersion), /^\{"type":"ERROR".*"code":410/)
  proxy.refuse(false)
  await seenReady(journal, 'web-2')

  const [gap, ...more] = gapsIn(journal.entries, ['Pod'])
  assert.match(gap?.why ?? 'no gap', /no longer had the version/)
  assert.deepEqual(more, [])
  assert.deepEqual(createdOutOfOrder(journal.entries, 'web'), [], 'what was seen looks right')
  assert.throws(() => assertCreatedInOrder(journal.entries, 'web'), isOurIgnorance)
  const [note] = await verdictOf(journal)
  assert.equal(note?.verdict, 'inconclusive')
  assert.match(note?.reason ?? '', /changes of \w+s may have been missed/)

  await makeReady('web-3')
  await seenReady(journal, 'web-3')
  assert.equal(gapsIn(journal.entries, ['Pod']).length, 1, 'the watch goes on from the new list')
})
