/** What a web Pod's command does, run by a shell on files of ours with a program in the place of nginx. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { runCommand } from '../../command.ts'
import { webStatefulSet } from './manifests.ts'

const options = { name: 'web', replicas: 1, image: 'nginx', imagePullPolicy: 'Never' }
const containerOf = (held: boolean) => webStatefulSet({ ...options, held }).spec?.template.spec?.containers[0]

/** @returns how nginx was started, and the configuration it was given. */
async function start(configuration: string): Promise<[string, string]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'web-'))
  await mkdir(path.join(folder, 'conf.d'))
  await writeFile(path.join(folder, 'nginx.conf'), configuration)
  await writeFile(path.join(folder, 'nginx'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 })
  const script = containerOf(false)?.command?.at(-1)?.replaceAll('/etc/nginx', folder) ?? ''
  const env = { PATH: `${folder}:${process.env.PATH}`, NGINX_CONFIGURATION: 'server {}' }
  const { stdout } = await runCommand('sh', ['-c', script], { env })
  const file = stdout.split(' ')[1] ?? ''
  const used = await readFile(file, 'utf8')
  assert.equal(await readFile(path.join(folder, 'nginx.conf'), 'utf8'), configuration)
  await rm(folder, { recursive: true })
  return [stdout.replaceAll(folder, '').trim(), used]
}

const configurations: [string, string, string][] = [
  [
    'of the public image',
    'user nginx;\nworker_processes  auto;\nevents {}\n',
    'user nginx;\nworker_processes 1;\nevents {}\n',
  ],
  ["of Debian's", 'worker_processes auto;\n', 'worker_processes 1;\n'],
  ['that says nothing, where one is the default', 'events {}\n', 'events {}\n'],
]
for (const [what, given, used] of configurations)
  test(`nginx runs with one worker, by a configuration ${what}`, async () =>
    assert.deepEqual(await start(given), ['-c /one-worker.conf -g daemon off;', used]))

test('a held Pod is asked every second and given 5 s to answer; others are not asked', () => {
  const { periodSeconds, timeoutSeconds } = containerOf(true)?.readinessProbe ?? {}
  assert.deepEqual([periodSeconds, timeoutSeconds], [1, 5])
  assert.equal(containerOf(false)?.readinessProbe, undefined)
})
