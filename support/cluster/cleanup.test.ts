/** Removal against a server that plays a cluster in which things take their time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, openScriptedServer } from '../kubernetes/scripted-server.ts'
import { runLabel, sharedLabel } from '../run-context.ts'
import { type Removal, removeRun } from './cleanup.ts'

interface Look {
  namespaces?: object[]
  volumes?: object[]
  /** The server is away at this look. */
  away?: boolean
}

const namespace = (name: string, runId = '20260101t000000z-r', facts: object = {}) => ({
  metadata: { name, labels: { [runLabel]: runId }, ...facts },
})
const volume = (name: string, namespace: string, phase = 'Released', policy = 'Delete') => ({
  metadata: { name },
  spec: { claimRef: { namespace }, persistentVolumeReclaimPolicy: policy },
  status: { phase },
})

/** What goes in the end ends the removal; only what never goes uses up its time. */
const enoughMs = 30_000
const briefMs = 600

/** Each look at the namespaces is the next one; the last one stays. @returns what is left, and what was deleted. */
async function remove(looks: Look[], removal: Removal = { withinMs: enoughMs }) {
  const runId = '20260101t000000z-r'
  const deleted: string[] = []
  let index = -1
  const at = () => looks[Math.min(index, looks.length - 1)] ?? {}
  await using server = await openScriptedServer(({ url = '', method }, response) => {
    const path = url.split('?')[0] ?? ''
    if (method === 'DELETE') {
      deleted.push(...(/\/namespaces\/([^/]+)$/.exec(path)?.slice(1) ?? []))
      return answer(response, {})
    }
    if (path.endsWith('/namespaces')) index++
    if (at().away) return answer(response, { message: 'away' }, 503)
    const items = path.endsWith('/namespaces')
      ? (at().namespaces ?? []).filter(
          item =>
            url.includes(`%3D${(item as ReturnType<typeof namespace>).metadata.labels[runLabel]}`) ||
            !url.includes('%3D'),
        )
      : path.endsWith('/persistentvolumes')
        ? at().volumes
        : []
    answer(response, { metadata: {}, items: items ?? [] })
  })
  const left = await removeRun(server.cluster, { runId, ...removal })
  return { left, deleted }
}

test('namespaces of the run are deleted, and waited for', async () => {
  const { left, deleted } = await remove([
    { namespaces: [namespace('stateproof-a'), namespace('b', 'other')] },
    {},
  ])
  assert.deepEqual([left, deleted], [[], ['stateproof-a']])
})

test('one that is on its way out is not deleted again, but waited for', async () => {
  const ending = namespace('stateproof-a', undefined, { deletionTimestamp: 't' })
  const { left, deleted } = await remove([{ namespaces: [ending] }, { namespaces: [ending] }, {}])
  assert.deepEqual([left, deleted], [[], []])
})

test('a namespace that does not go is named with what blocks it', async () => {
  const status = {
    conditions: [
      { status: 'True', message: 'finalizers remain' },
      { status: 'False', message: 'x' },
    ],
  }
  const { left } = await remove([{ namespaces: [{ ...namespace('stateproof-a'), status }] }], {
    withinMs: briefMs,
  })
  assert.deepEqual(left, ['namespace stateproof-a (finalizers remain)'])
})

test('a volume is waited for, also when its namespace was gone before', async () => {
  const stuck = { volumes: [volume('pv-1', 'stateproof-gone-r-x1y2z', 'Failed')] }
  assert.deepEqual((await remove([stuck], { withinMs: briefMs })).left, ['volume pv-1 (Failed)'])
  assert.deepEqual((await remove([stuck, stuck, {}])).left, [])
})

test('volumes that are kept on purpose, that others use, are not ours', async () => {
  const volumes = [
    volume('kept', 'stateproof-a-r-x1y2z', 'Released', 'Retain'),
    volume('theirs', 'production'),
    volume('of-another-run', 'stateproof-other-q-x1y2z'),
  ]
  const namespaces = [namespace('stateproof-other-q-x1y2z', 'other')]
  assert.deepEqual((await remove([{ volumes, namespaces }])).left, [])
})

test('what serves several scenarios goes last, when their volumes are gone', async () => {
  const shared = namespace('stateproof-nfs')
  Object.assign(shared.metadata.labels, { [sharedLabel]: 'true' })
  const volumes = [volume('pv-1', 'stateproof-a-r-x1y2z')]
  const { left, deleted } = await remove([
    { namespaces: [shared, namespace('stateproof-a')], volumes },
    { namespaces: [shared], volumes },
    { namespaces: [shared] },
    {},
  ])
  assert.deepEqual([left, deleted], [[], ['stateproof-a', 'stateproof-nfs']])
})

test('a server that is away for a moment is asked again; one that stays away is told', async () => {
  const there = { namespaces: [namespace('stateproof-a')] }
  assert.deepEqual((await remove([there, { away: true }, {}])).left, [])
  const { left } = await remove([there, { away: true }], { withinMs: briefMs })
  assert.match(left.join(), /could not be removed: .*away/)
})

test('whoever waits is told what for', async () => {
  const told: string[] = []
  const onWaiting = (text: string) => void told.push(text)
  const facts = { namespaces: ['a', 'b', 'c', 'd'].map(name => namespace(name)) }
  await remove([facts], { withinMs: briefMs, speakEveryMs: 200, onWaiting })
  assert.match(
    told[0] ?? '',
    /^removing for 0 s: namespace a, namespace b, namespace c and 1 more still there$/,
  )
})
