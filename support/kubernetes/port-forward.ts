/**
 * A port of a Pod as a port on loopback, as `kubectl port-forward` does. Each connection is a stream of its own to the
 * kubelet; one that dies ends its connection, and the next one is a new stream.
 *
 * client-node leaves the local connection open when the stream has died; here it ends, and why is remembered. Knows
 * nothing of what is said over it.
 */
import { createServer, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { Failure, messageOf } from '../failure.ts'
import { PortForward } from './client-node.ts'
import type { Cluster } from './cluster.ts'
import { usesOfStream } from './uses.ts'

export interface ForwardedPort extends AsyncDisposable {
  /** On 127.0.0.1. */
  port: number
  /**
   * Why the last connection that broke did: `port-forward-refused` where the Pod took no connection on its port (the
   * kubelet says so), `port-forward-lost` where the stream to it failed or ended.
   */
  readonly trouble: Failure | undefined
}

interface Target {
  namespace: string
  pod: string
  port: number
}

export async function forwardPort(cluster: Cluster, target: Target): Promise<ForwardedPort> {
  for (const use of usesOfStream('portforward', target.namespace, target.pod)) cluster.onUse?.(use)
  const forward = new PortForward(cluster.config)
  const sockets = new Set<Socket>()
  let trouble: Failure | undefined
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // The other end sees a connection that was cut; why is told by `trouble`.
    socket.on('error', () => undefined)
    void stream(forward, target, socket, failure => {
      trouble = failure
      socket.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get trouble() {
      return trouble
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Joins the connection with a stream of its own. Never fails: what goes wrong is told to `onTrouble`. */
async function stream(
  forward: PortForward,
  { namespace, pod, port }: Target,
  socket: Socket,
  onTrouble: (failure: Failure) => void,
): Promise<void> {
  const fail = (code: string, got: string, cause?: unknown) => {
    // A connection that has ended is in no trouble: its stream ends after it.
    if (socket.destroyed) return
    onTrouble(new Failure({ code, what: 'forward a port', on: `Pod ${pod}, port ${port}`, got, cause }))
  }
  const refusals = new Writable({
    write(chunk, _encoding, done) {
      if (chunk.length > 0) fail('port-forward-refused', String(chunk).trim())
      done()
    },
  })
  try {
    const opened = await forward.portForward(namespace, pod, [port], socket, refusals, socket)
    const webSocket = typeof opened === 'function' ? opened() : opened
    webSocket?.addEventListener('close', () => fail('port-forward-lost', 'the stream to the kubelet ended'))
    webSocket?.addEventListener('error', ({ message }: { message?: string }) =>
      fail('port-forward-lost', message ?? 'the stream to the kubelet broke'),
    )
  } catch (error) {
    fail('port-forward-lost', textOf(error), error)
  }
}

/** A web socket that was refused throws an event, which says it in a field. */
function textOf(error: unknown): string {
  const { message } = error as { message?: unknown }
  return typeof message === 'string' && message !== '' ? message : messageOf(error)
}
