/**
 * For tests and benches: a TCP proxy before the real API server, whose connections can be cut in mid-stream and whose
 * bytes are counted. The only fake here is the network's misbehaviour; both ends are real.
 */
import { connect, createServer, type Socket } from 'node:net'
import type { Cluster } from './cluster.ts'
import { connectCluster } from './cluster.ts'
import { writeKubeconfig } from './service-account-user.ts'

export interface CutProxy extends AsyncDisposable {
  /** The same cluster, reached through the proxy. */
  cluster: Cluster
  /** Destroys every open connection, both ways. @returns how many there were. */
  cut(): number
  /** Refuses connections, as an API server that is away does. */
  refuse(refused: boolean): void
  /** What went through, both ways. */
  bytes(): number
  /** @returns the path of a kubeconfig with which a process of its own goes through the proxy. */
  writeKubeconfig(): string
}

export async function openCutProxy(kubeconfigPath: string): Promise<CutProxy> {
  const cluster = connectCluster({ kubeconfigPath })
  const { hostname, port } = new URL(cluster.server)
  const sockets = new Set<Socket>()
  let refused = false
  let bytes = 0
  const server = createServer(client => {
    if (refused) return client.destroy()
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      socket.on('close', () => sockets.delete(socket))
    }
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const proxied = cluster.config.getCurrentCluster()
  if (proxied !== null)
    Object.assign(proxied, { server: `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` })
  const cut = () => {
    const count = sockets.size
    for (const socket of sockets) socket.destroy()
    return count
  }
  return {
    cluster: { ...cluster, server: proxied?.server ?? '' },
    cut,
    refuse: value => {
      refused = value
    },
    bytes: () => bytes,
    writeKubeconfig() {
      const { certData, keyData } = cluster.config.getCurrentUser() ?? {}
      return writeKubeconfig(cluster, { 'client-certificate-data': certData, 'client-key-data': keyData })
    },
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
