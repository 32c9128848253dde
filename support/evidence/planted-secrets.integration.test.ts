/**
 * Secrets planted in a real run: in a Secret, in environment variables, an annotation, a log, an event, a container's
 * last words. The run fails on purpose, so that all of its evidence is kept; then the whole folder is searched for them.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { injectPolicy } from '../../mutants/mutant.ts'
import { systemClock } from '../clock.ts'
import { runCommand } from '../command.ts'
import { testCluster } from '../journal/fixture.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { send } from '../kubernetes/request.ts'
import type { EvidenceIndex } from '../record.ts'

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
/** What the stranger container says before it ends, and again and again. */
const says = [
  'echo "Authorization: Bearer $BEARER"',
  'echo "connecting to postgres://app:$URL_PART@db:5432/x"',
  'echo "session $SESSION"',
  'echo "-----BEGIN PRIVATE KEY-----"; echo "$BLOCK"; echo "-----END PRIVATE KEY-----"',
  'echo "login with $DB_PASSWORD"',
  'echo "client_secret=$FROM_SECRET"',
].join('; ')

const condition = 'request.namespace.startsWith("stateproof-planted-")'
const value = (text: string) => JSON.stringify(text)
const patch = `[
  JSONPatch{op: "add", path: "/metadata/annotations", value: {"example.com/api-token": ${value(planted.annotation)}}},
  JSONPatch{op: "add", path: "/spec/containers/-", value: Object.spec.containers{
    name: "stranger", image: object.spec.containers[0].image, imagePullPolicy: object.spec.containers[0].imagePullPolicy,
    command: ["sh", "-c", ${value(`${says}; sleep 3; exit 3`)}],
    env: [
      Object.spec.containers.env{name: "DB_PASSWORD", value: ${value(planted.environment)}},
      Object.spec.containers.env{name: "BEARER", value: ${value(`Bearer ${planted.bearer}`)}},
      Object.spec.containers.env{name: "URL_PART", value: ${value(`x://u:${planted.url}@h`)}},
      Object.spec.containers.env{name: "SESSION", value: ${value(planted.jwt)}},
      Object.spec.containers.env{name: "BLOCK", value: ${value(`-----BEGIN PRIVATE KEY-----\n${planted.pem}\n-----END PRIVATE KEY-----`)}},
      Object.spec.containers.env{name: "FROM_SECRET", valueFrom: Object.spec.containers.env.valueFrom{
        secretKeyRef: Object.spec.containers.env.valueFrom.secretKeyRef{name: "planted", key: "any"}}}
    ],
    readinessProbe: Object.spec.containers.readinessProbe{periodSeconds: 1,
      exec: Object.spec.containers.readinessProbe.exec{command: ["sh", "-c", ${value(`echo "refused: password=${planted.event}"; exit 1`)}]}}
  }}
]`

const feature = `Feature: Planted

  @must
  Scenario: Secrets are planted
    When StatefulSet "web" with 1 replicas is created
    Then 1 Pod is Ready
`

/** The namespace of the run, as soon as it is there, gets a Secret. */
async function plantSecret(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { items } = await listObjects(cluster, 'Namespace')
    const found = items.find(({ metadata }) => metadata?.name?.startsWith('stateproof-planted-'))
    if (found !== undefined)
      return void (await send(cluster, {
        method: 'POST',
        path: `/api/v1/namespaces/${found.metadata?.name}/secrets`,
        body: {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'planted' },
          stringData: { any: planted.secret },
        },
        what: 'plant a Secret',
      }))
    await systemClock.sleep(100)
  }
}

let heal = async () => {}
after(() => heal())

test('no planted secret is in the folder of the run, and each redaction is listed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stateproof-planted-'))
  const features = join(folder, 'features', 'planted')
  mkdirSync(features, { recursive: true })
  writeFileSync(join(features, 'planted.feature'), feature)
  const outputDir = join(folder, 'run')
  heal = await injectPolicy(cluster, { name: 'planted', group: '', resource: 'pods', condition, patch })
  const images = ['--nginx-image', 'stateproof.dev/nginx:1', '--client-image', 'stateproof.dev/client:1']
  const existing = ['--cluster', 'existing', '--kubeconfig', process.env.STATEPROOF_KUBECONFIG ?? '']
  const flags = ['--output-dir', outputDir, '--timeout-scale', '0.15', '--features', join(folder, 'features')]
  const ended = new AbortController()
  const planting = plantSecret(ended.signal)
  const { stdout, stderr } = await runCommand(
    process.execPath,
    [cli, 'run', ...flags, ...existing, ...images],
    {
      cwd: root,
      accept: [1],
      withinMs: 180_000,
    },
  )
  ended.abort()
  await planting
  const files = filesBelow(outputDir)
  // The evidence must be of the Pod that speaks, or there was nothing to find.
  const logs = files.filter(({ path }) => /logs\/web-0-stranger(?:-previous)?\.log$/.test(path))
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
