/**
 * For unit tests: an HTTP server on this machine that answers as a script says, to play what no real API server does
 * on demand (a list that differs from what was watched, garbage, silence), and a cluster that leads to it.
 *
 * How a real API server behaves is tested with a real one (*.integration.test.ts). Knows nothing of kinds.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KubeConfig } from './client-node.ts'
import type { Cluster } from './cluster.ts'

export type Script = (request: IncomingMessage, response: ServerResponse) => void

export interface ScriptedServer extends AsyncDisposable {
  readonly cluster: Cluster
}

export async function openScriptedServer(script: Script): Promise<ScriptedServer> {
  const server = createServer(script)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    cluster: clusterAt(address),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

/** A cluster without credentials at this address. */
export function clusterAt(server: string): Cluster {
  const config = new KubeConfig()
  config.loadFromClusterAndUser({ name: 'scripted', server, skipTLSVerify: true }, { name: 'nobody' })
  const authenticate = async () => ({ headers: {}, dispatcher: undefined })
  return { context: 'scripted', server, config, authenticate }
}

/** Answers with a list, or a Status, as JSON. */
export function answer(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** The lines of a watch; the stream stays open. */
export function stream(response: ServerResponse, ...events: { type: string; object: unknown }[]): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.flushHeaders()
  for (const event of events) response.write(`${JSON.stringify(event)}\n`)
}
