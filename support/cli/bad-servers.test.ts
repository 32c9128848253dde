/**
 * Servers that are no good API servers, met by the real command line: one clear line, exit code 3, in bounded time, and no
 * byte of theirs that a terminal would obey.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { runCommand } from '../command.ts'
import { answer, openScriptedServer } from '../kubernetes/scripted-server.ts'

const cli = join(import.meta.dirname, 'main.ts')
const folder = mkdtempSync(join(tmpdir(), 'stateproof-servers-'))
after(() => rmSync(folder, { recursive: true }))

type Script = (request: IncomingMessage, response: ServerResponse) => void

const page = '<html>\n<script>alert(1)</script>\n\u001b[2J\u001b]0;title\u0007log in\n</html>'
const html =
  (status: number): Script =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end(page)
const json =
  (body: unknown, status = 200): Script =>
  (_, response) =>
    answer(response, body, status)
const endless: Script = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const line = Buffer.alloc(64 * 1024, 'x')
  const more = () => {
    while (!response.destroyed && response.write(line));
  }
  response.on('drain', more)
  more()
}
/** A good version and nothing good after it. */
const versionOnly: Script = ({ url }, response) =>
  answer(
    response,
    url === '/version' ? { gitVersion: 'v1.37.0\u001b[31m' } : { message: '\u001b[31mgone' },
    url === '/version' ? 200 : 500,
  )

const servers: [string, Script, RegExp][] = [
  ['says nothing', () => undefined, /ask for the version.*no answer in time/],
  [
    'closes every connection',
    request => void request.socket.destroy(),
    /ask for the version.*is the API server up/,
  ],
  ['is any web server', html(200), /expected JSON, got "<html>/],
  ['is any web server without such a page', html(404), /got 404 <html> <script>/],
  [
    'speaks JSON and is no Kubernetes',
    json({ hello: 'world' }),
    /expected the version of a Kubernetes API server, got \{"hello":"world"\}/,
  ],
  ['says null', json(null), /expected the version of a Kubernetes API server, got null/],
  ['says a version that is none', json({ gitVersion: 7 }), /expected the version of a Kubernetes API server/],
  [
    'does not know us',
    json({ message: 'Unauthorized', reason: 'Unauthorized' }, 401),
    /401 Unauthorized.*has the token expired/,
  ],
  ['has texts that are none', json({ message: { a: 1 }, reason: 7 }, 500), /got 500 \{"message"/],
  ['never ends its answer', endless, /expected at most 65536 bytes, got more/],
  ['knows its version and nothing else', versionOnly, /got 500 gone/],
]
describe('an API server that', { concurrency: 3 }, () => {
  for (const [what, script, line] of servers)
    test(what, async () => {
      await using server = await openScriptedServer(script)
      const kubeconfig = join(folder, `${what.replaceAll(' ', '-')}.json`)
      writeFileSync(kubeconfig, JSON.stringify(kubeconfigFor(server.cluster.server)))
      const { exitCode, stdout, stderr } = await check(kubeconfig)
      assert.equal(exitCode, 3, stderr)
      assert.match(stderr, line)
      const said = stderr
        .trim()
        .split('\n')
        .filter(text => !text.startsWith('Context '))
      assert.equal(said.length, 1, `one line: ${stderr}`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may come through
      assert.doesNotMatch(stdout + stderr, /[\u0000-\u0008\u001b]/)
      assert.equal(existsSync(join(folder, 'reports')), false)
    })
})

function check(kubeconfig: string) {
  const args = [
    cli,
    'check',
    '--kubeconfig',
    kubeconfig,
    '--scenario',
    'identity/ordering/three-pods-start-one-after-another',
  ]
  return runCommand(process.execPath, args, {
    cwd: folder,
    accept: [0, 1, 2, 3, 4, 5, 130],
    withinMs: 60_000,
  })
}

function kubeconfigFor(server: string) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'k', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    'current-context': 'c',
  }
}
