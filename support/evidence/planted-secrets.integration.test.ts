/**
 * Secrets planted in the namespace of a real run: in a Secret, in environment variables, an annotation, a log and an event.
 * The run fails on purpose, so that all of its evidence is kept; then the whole folder is searched for them.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../clock.ts'
import { runCommand } from '../command.ts'
import { busyboxImage, imageFlags as images } from '../images-fixture.ts'
import { testCluster } from '../journal/fixture.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { send } from '../kubernetes/request.ts'
import type { EvidenceIndex } from '../record.ts'
import { runLabel } from '../run-context.ts'

const cluster = testCluster()
const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
const scenario = 'planted/planted/secrets-are-planted'

/** Where it is planted → the value, unlike anything else. */
const planted = {
  secret: 'Vq7-from-a-secret-81',
  environment: 'Vq7-from-environment-82',
  annotation: 'Vq7-from-annotation-83',
  bearer: 'Vq7bearerlog84aaaaaaaaaaaa',
  url: 'Vq7-in-a-url-85',
  event: 'Vq7-in-an-event-86',
  jwt: `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"sub":"Vq7-87"}').toString('base64url')}.Vq7signature88`,
  pem: 'Vq7MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7',
}
/** What the stranger says. */
const says = [
  'echo "Authorization: $BEARER"',
  'echo "connecting to $DATABASE"',
  'echo "session $SESSION"',
  'echo "$BLOCK"',
  'echo "login with $DB_PASSWORD"',
  'echo "client_secret=$FROM_SECRET"',
].join('; ')

const value = (name: string, text: string) => ({ name, value: text })
/** A Pod that has nothing to do with the scenario but its namespace, and so its journal and its evidence. */
const stranger = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'stranger', annotations: { 'example.com/api-token': planted.annotation } },
  spec: {
    containers: [
      {
        name: 'stranger',
        image: busyboxImage,
        imagePullPolicy: 'IfNotPresent',
        command: ['sh', '-c', `${says}; sleep 600`],
        env: [
          value('DB_PASSWORD', planted.environment),
          value('BEARER', `Bearer ${planted.bearer}`),
          value('DATABASE', `postgres://app:${planted.url}@db:5432/x`),
          value('SESSION', planted.jwt),
          value('BLOCK', `-----BEGIN PRIVATE KEY-----\n${planted.pem}\n-----END PRIVATE KEY-----`),
          { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 'planted', key: 'any' } } },
        ],
        readinessProbe: {
          periodSeconds: 1,
          exec: { command: ['sh', '-c', `echo "refused: password=${planted.event}"; exit 1`] },
        },
      },
    ],
    terminationGracePeriodSeconds: 0,
  },
}
/** With it the scenario cannot get all of its Pods: it is inconclusive, and evidence is kept. */
const quota = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'few' },
  spec: { hard: { pods: '2' } },
}
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'planted' },
  stringData: { any: planted.secret },
}

const feature = `Feature: Planted

  @must
  Scenario: Secrets are planted
    When StatefulSet "web" with 6 replicas is created
    Then 6 Pods are Ready
`

/** The namespace of the run gets them as soon as it is there. */
async function plant(outputDir: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const labelSelector = `${runLabel}=${runIdIn(outputDir)}`
    const { items } = await listObjects(cluster, 'Namespace', { labelSelector })
    const found = items.find(({ metadata }) => metadata?.name?.startsWith('stateproof-planted-'))
    if (found !== undefined) return plantIn(`/api/v1/namespaces/${found.metadata?.name}`)
    await systemClock.sleep(100)
  }
}

/** `none` while it has not begun. */
function runIdIn(outputDir: string): string {
  const journal = join(outputDir, 'journal.ndjson')
  const [line = ''] = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : []
  return line.endsWith('}') ? (JSON.parse(line) as { data: { runId: string } }).data.runId : 'none'
}

async function plantIn(path: string): Promise<void> {
  const create = (plural: string, body: object) =>
    send(cluster, { method: 'POST', path: `${path}/${plural}`, body, what: `plant ${plural}` })
  await create('secrets', secret)
  await create('pods', stranger)
  await create('resourcequotas', quota)
}

test('no planted secret is in the folder of the run, and each redaction is listed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stateproof-planted-'))
  const features = join(folder, 'features', 'planted')
  mkdirSync(features, { recursive: true })
  writeFileSync(join(features, 'planted.feature'), feature)
  const outputDir = join(folder, 'run')
  const existing = ['--cluster', 'existing', '--kubeconfig', process.env.STATEPROOF_KUBECONFIG ?? '']
  const flags = ['--output-dir', outputDir, '--timeout-scale', '0.1', '--features', join(folder, 'features')]
  const ended = new AbortController()
  const planting = plant(outputDir, ended.signal)
  const { stdout, stderr } = await runCommand(
    process.execPath,
    [cli, 'run', ...flags, ...existing, ...images],
    {
      cwd: root,
      accept: [4],
      withinMs: 180_000,
    },
  )
  ended.abort()
  await planting
  const files = filesBelow(outputDir)
  // The evidence must be of the Pod that speaks, or there was nothing to find.
  const logs = files.filter(({ path }) => /logs\/stranger-stranger\.log$/.test(path))
  const log = logs.find(({ text }) => text.includes('client_secret'))
  assert.match(log?.text ?? '', /login with \[redacted: known value\]/)
  assert.match(log?.text ?? '', /client_secret=\[redacted: secret\]/)
  assert.match(
    files.find(({ path }) => path.endsWith('events.txt'))?.text ?? '',
    /password=\[redacted: password\]/,
  )
  for (const [where, secret] of Object.entries(planted))
    for (const { path, text } of [
      ...files,
      { path: 'stdout', text: stdout },
      { path: 'stderr', text: stderr },
    ])
      assert.ok(!text.includes(secret), `the secret of ${where} is in ${path}`)
  assertListed(outputDir, files)
})

function filesBelow(directory: string): { path: string; text: string }[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({ path, text: readFileSync(path, 'utf8') }))
}

function assertListed(outputDir: string, files: { path: string; text: string }[]): void {
  const report = JSON.parse(readFileSync(join(outputDir, 'report.json'), 'utf8')) as {
    redactions: { file: string; kind: string; count: number; lines?: number[] }[]
  }
  const listed = new Set(report.redactions.map(({ file }) => file))
  assert.ok(listed.has('journal.ndjson'))
  assert.ok(
    report.redactions.some(({ file, lines }) => file === 'journal.ndjson' && (lines?.length ?? 0) > 0),
  )
  const kinds = new Set(report.redactions.map(({ kind }) => kind))
  for (const kind of ['password', 'token', 'key', 'known value', 'secret']) assert.ok(kinds.has(kind), kind)
  // Every evidence file with a mark in it is in the list, and in the index of the evidence.
  const index = JSON.parse(
    readFileSync(join(outputDir, 'evidence', scenario, 'index.json'), 'utf8'),
  ) as EvidenceIndex
  for (const { path, text } of files.filter(
    ({ path }) => path.includes('/evidence/') && !path.endsWith('index.json'),
  )) {
    if (!text.includes('[redacted: ')) continue
    assert.ok(listed.has(path.slice(outputDir.length + 1)), path)
    assert.ok(index.files.find(({ file }) => path.endsWith(file))?.redacted, path)
  }
}
