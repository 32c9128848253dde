/** exec against a real kubelet: exit codes, much output, Pods that go away, ends that must not hang. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { clientImage } from '../images-fixture.ts'
import { testCluster, testJournal } from '../journal/fixture.ts'
import { runLabel } from '../run-context.ts'
import { execInPod, followInPod } from './exec.ts'
import { createObject, deleteObject } from './objects.ts'
import { podReadiness } from './pods.ts'

const cluster = testCluster()
const namespace = `stateproof-test-exec-${Math.random().toString(36).slice(2, 8)}`
const sh = (pod: string, line: string, withinMs = 20_000) =>
  execInPod(cluster, { namespace, pod, command: ['sh', '-c', line], withinMs })

async function startPod(name: string): Promise<void> {
  const journal = await testJournal(cluster, namespace)
  const container = {
    name: 'c',
    image: clientImage,
    command: ['sleep', 'infinity'],
  }
  await createObject(cluster, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name },
    spec: { containers: [container], terminationGracePeriodSeconds: 0 },
  })
  await journal.until({ what: name, look: view => podReadiness(view.get('Pod', name)) }, { withinMs: 60_000 })
  journal.close()
}

before(async () => {
  await createObject(cluster, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { [runLabel]: 'integration-test' } },
  })
  await startPod('p')
})
after(() => deleteObject(cluster, { kind: 'Namespace', name: namespace }))

test('exit code and both outputs', async () => {
  assert.deepEqual(await sh('p', 'echo out; echo err >&2; exit 7'), {
    exitCode: 7,
    stdout: 'out\n',
    stderr: 'err\n',
  })
})

test('10 MB arrive whole', async () => {
  const { stdout, exitCode } = await sh('p', 'head -c 10000000 /dev/zero | tr "\\0" x')
  assert.deepEqual([exitCode, stdout.length], [0, 10_000_000])
})

test('characters that are cut between two frames arrive whole', async () => {
  const { stdout } = await sh('p', 'for i in 1 2 3; do printf "\\344\\270"; sleep 0.2; printf "\\255"; done')
  assert.equal(stdout, '中中中')
})

test('a program that is not there', async () => {
  const { exitCode } = await execInPod(cluster, { namespace, pod: 'p', command: ['no-such-program'] }).catch(
    (error: { code: string }) => ({ exitCode: error.code }),
  )
  assert.notEqual(exitCode, 0)
})

test('a Pod that is not there is refused', async () => {
  await assert.rejects(sh('none', 'true'), { code: 'exec-refused' })
})

test('a command that does not end is given up', async () => {
  await assert.rejects(sh('p', 'sleep 60', 1_000), { code: 'exec-timeout' })
})

test('following ends when it is stopped', async () => {
  const stop = new AbortController()
  const lines: string[] = []
  const following = followInPod(
    cluster,
    {
      namespace,
      pod: 'p',
      command: ['sh', '-c', 'while :; do echo tick; sleep 0.05; done'],
      signal: stop.signal,
    },
    line => lines.push(line),
  )
  setTimeout(() => stop.abort(), 1_000)
  await following
  assert.ok(lines.length > 5 && lines.every(line => line === 'tick'))
})

test('a Pod that goes away while a command runs ends it', async () => {
  await startPod('victim')
  const command = sh('victim', 'sleep 60', 30_000)
  setTimeout(
    () => void deleteObject(cluster, { kind: 'Pod', namespace, name: 'victim' }, { gracePeriodSeconds: 0 }),
    500,
  )
  const ended = await command.then(
    ({ exitCode }) => `exit ${exitCode}`,
    (error: { code: string }) => error.code,
  )
  assert.match(ended, /^exit (137|-1|143)$|^exec-lost$/)
})
