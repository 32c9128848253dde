/**
 * The NFS server's container on a real engine: it starts, is found again, keeps its data when it is stopped and when it
 * is killed, and leaves nothing behind. Under a name of its own: the server of the experiments is not touched.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listOurContainers } from '../../support/cluster/our-containers.ts'
import { openFaults } from '../../support/faults/faults.ts'
import { nfsServerMoved, nfsServerStopped } from '../../support/faults/nfs-server.ts'
import { resolveSettings } from '../../support/settings.ts'
import { squashingServer } from '../../support/workloads/nfs/server-beside.ts'
import { readFacts } from '../cluster/cluster-paths.ts'
import { findEngine } from '../engine/engine.ts'
import { provideNfsServer, removeNfsServer } from './nfs-server.ts'

const { settings } = resolveSettings({ flags: {}, environment: process.env })
const engine = await findEngine(settings.cacheDir)
const image = readFacts(settings.cacheDir, settings.clusterName)?.nodeImage.nfsServer
const skip =
  engine === undefined || image === undefined ? 'no cluster with an NFS server was made here' : false
const cluster = `stateproof-test-${Math.random().toString(36).slice(2, 8)}`
const file = '/data/k8s/kept'

/** Faults that nobody writes down. */
const faults = openFaults({ record: () => undefined } as unknown as Parameters<typeof openFaults>[0])

/** For the tests only, which are skipped where there is none. */
function present() {
  assert.ok(engine !== undefined && image !== undefined)
  return { engine, image }
}

after(async () => {
  if (engine !== undefined) await removeNfsServer(engine, cluster)
})

test('starts, and starting it again changes nothing', { skip }, async () => {
  const { engine, image } = present()
  const first = await provideNfsServer(engine, { cluster, image })
  const before = await engine.inspect(first.container)
  assert.equal(before?.running, true)
  assert.equal(first.path, '/data/k8s')
  assert.deepEqual(await provideNfsServer(engine, { cluster, image }), first)
  assert.equal((await engine.inspect(first.container))?.id, before?.id)
})

test('keeps its data when it is stopped, and when it is killed', { skip }, async () => {
  const { engine, image } = present()
  const { container } = await provideNfsServer(engine, { cluster, image })
  assert.equal((await engine.exec(container, ['sh', '-c', `echo content >${file}; sync`])).exitCode, 0)
  for (const end of [() => engine.stop(container, 10), () => engine.kill(container)]) {
    await end()
    assert.equal((await engine.inspect(container))?.running, false)
    await provideNfsServer(engine, { cluster, image })
    assert.equal((await engine.exec(container, ['cat', file])).output.trim(), 'content')
  }
})

test('exports the directory by name', { skip }, async () => {
  const { engine, image } = present()
  const { container } = await provideNfsServer(engine, { cluster, image })
  const { output } = await engine.exec(container, ['rpcinfo', '-t', 'localhost', 'nfs', '3'])
  assert.match(output, /program 100003 version 3 ready and waiting/)
})

test('stopped for an experiment and started by somebody else: nothing is known, and it runs', {
  skip,
}, async () => {
  const { engine, image } = present()
  const { container, ...server } = await provideNfsServer(engine, { cluster, image })
  const fault = nfsServerStopped({ ...server, control: { engine: engine.host, container } })
  const heal = await faults.inject(fault)
  // As another run does that finds it stopped.
  await provideNfsServer(engine, { cluster, image })
  await assert.rejects(heal(), { code: 'fault-ended' })
  assert.equal((await engine.inspect(container))?.running, true)
  await (await faults.inject(fault))()
  assert.equal((await engine.inspect(container))?.running, true)
})

test('moved to another address, it is given the former one back, whatever addresses are free', {
  skip,
}, async () => {
  const { engine, image } = present()
  const { container, ...server } = await provideNfsServer(engine, { cluster, image })
  const former = (await engine.inspect(container))?.address
  const runId = `test-${cluster}`
  const heal = await faults.inject(
    nfsServerMoved({ ...server, control: { engine: engine.host, container } }, runId),
  )
  assert.notEqual((await engine.inspect(container))?.address, former)
  const holders = await listOurContainers(engine.host, runId)
  assert.ok(holders.length > 0)
  await heal()
  assert.equal((await engine.inspect(container))?.address, former)
  assert.deepEqual(await listOurContainers(engine.host, runId), [])
})

test('what a killed run has left beside the server is found by its id', { skip }, async () => {
  const { engine, image } = present()
  const { container, ...server } = await provideNfsServer(engine, { cluster, image })
  const nfs = { ...server, control: { engine: engine.host, container } }
  const runId = `killed-${cluster}`
  await nfsServerMoved(nfs, runId).inject()
  await squashingServer(nfs, runId).start()
  const left = await listOurContainers(engine.host, runId)
  assert.ok(left.some(({ name }) => name === `${container}-squash`))
  assert.ok(left.some(({ name }) => name.startsWith(`${container}-address-`)))
  for (const one of left) await one.remove()
  assert.deepEqual(await listOurContainers(engine.host, runId), [])
  assert.equal(await engine.removeVolume(`${container}-squash`), false)
  assert.equal((await engine.inspect(container))?.running, true)
})

test('is removed with its data, and once only', { skip }, async () => {
  const { engine } = present()
  const name = `${cluster}-nfs`
  assert.deepEqual(await removeNfsServer(engine, cluster), [`container ${name}`, `volume ${name}`])
  assert.equal(await engine.inspect(name), undefined)
  assert.deepEqual(await removeNfsServer(engine, cluster), [])
})
