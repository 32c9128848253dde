/**
 * A port of a Pod as a port on loopback, as `kubectl port-forward` does. Each connection is a stream of its own to the
 * kubelet; one that dies ends its connection, and the next one is a new stream.
 *
 * Knows nothing of what is said over it.
 */
import { createServer, type Socket } from 'node:net'
import { PortForward } from '@kubernetes/client-node'
import type { Cluster } from './cluster.ts'
import { usesOfStream } from './uses.ts'

export interface ForwardedPort extends AsyncDisposable {
  /** On 127.0.0.1. */
  port: number
}

export async function forwardPort(
  cluster: Cluster,
  { namespace, pod, port }: { namespace: string; pod: string; port: number },
): Promise<ForwardedPort> {
  for (const use of usesOfStream('portforward', namespace, pod)) cluster.onUse?.(use)
  const forward = new PortForward(cluster.config)
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // The other end sees a connection that was cut; the reason is the Pod's or the API server's, and not ours to judge.
    socket.on('error', () => undefined)
    forward.portForward(namespace, pod, [port], socket, null, socket).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
