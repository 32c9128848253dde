/**
 * For integration tests: etcd and an API server of the test's own on loopback, without nodes and controllers. What no
 * test may do to the cluster that others use, a compaction of etcd above all, is done to it.
 *
 * Needs nothing but the programs that the build of the node image leaves behind. Knows nothing of what is tested.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../support/clock.ts'
import { runCommand } from '../../support/command.ts'
import { Failure } from '../../support/failure.ts'
import { type Cluster, connectCluster } from '../../support/kubernetes/cluster.ts'
import { sendForText } from '../../support/kubernetes/request.ts'
import { apiServerFlags, etcdFlags, token } from './fixture-flags.ts'

export interface ControlPlane extends AsyncDisposable {
  cluster: Cluster
  kubeconfigPath: string
  /** Takes from etcd every version but the present one: who asks for changes since an older one is refused (410). */
  compact(): Promise<void>
}

export interface Programs {
  etcd: string
  etcdctl: string
  apiServer: string
}

/** Five seconds on two cores that have nothing else to do. */
const readyWithinMs = 90_000

/** @returns undefined where the images of the cluster came from elsewhere and no programs were built. */
export function findPrograms(cacheDir: string): Programs | undefined {
  const folder = join(cacheDir, 'programs')
  const built = existsSync(folder) ? readdirSync(folder) : []
  const find = (name: string, program: string) => {
    const found = built.find(entry => new RegExp(`^${name}-[0-9a-f]{12}$`).test(entry))
    return found === undefined ? undefined : join(folder, found, program)
  }
  const [etcd, etcdctl] = [find('etcd', 'etcd'), find('etcd', 'etcdctl')]
  const apiServer = find('kubernetes', 'kube-apiserver')
  return etcd && etcdctl && apiServer ? { etcd, etcdctl, apiServer } : undefined
}

/** Starts both and waits until the API server is ready. @throws Failure of the one that ended, with its last lines. */
export async function startControlPlane({ etcd, etcdctl, apiServer }: Programs): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'stateproof-control-plane-'))
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()]
  const endpoint = `http://127.0.0.1:${client}`
  const ended = new AbortController()
  const { signal } = ended
  const running = [
    runCommand(etcd, etcdFlags(folder, endpoint, `http://127.0.0.1:${peer}`), { signal }),
    runCommand(apiServer, apiServerFlags(folder, endpoint, secure), { signal }),
  ]
  const dispose = async () => {
    ended.abort()
    await Promise.allSettled(running)
    rmSync(folder, { recursive: true, force: true })
  }
  const kubeconfigPath = writeKubeconfig(folder, `https://127.0.0.1:${secure}`)
  try {
    // Neither ends by itself, unless it cannot run.
    const cluster = await Promise.race([untilReady(kubeconfigPath), ...running.map(neverEnds)])
    const compact = () => compactAt(etcdctl, endpoint)
    return { cluster, kubeconfigPath, compact, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** The API server makes its certificate itself and writes it with that of its issuer. */
function writeKubeconfig(folder: string, server: string): string {
  const path = join(folder, 'kubeconfig')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'own',
    clusters: [{ name: 'own', cluster: { server, 'certificate-authority': join(folder, 'apiserver.crt') } }],
    users: [{ name: 'own', user: { token } }],
    contexts: [{ name: 'own', context: { cluster: 'own', user: 'own' } }],
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

/** There is nothing to watch yet, so this one wait polls. */
async function untilReady(kubeconfigPath: string): Promise<Cluster> {
  for (const deadline = Date.now() + readyWithinMs; ; await systemClock.sleep(100))
    try {
      const cluster = connectCluster({ kubeconfigPath })
      await sendForText(cluster, { method: 'GET', path: '/readyz', what: 'ask whether it is ready' })
      return cluster
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
}

async function neverEnds(running: Promise<unknown>): Promise<never> {
  await running
  throw new Failure({ code: 'control-plane-ended', what: 'keep the control plane running' })
}

async function compactAt(etcdctl: string, endpoint: string): Promise<void> {
  const ask = (...args: string[]) => runCommand(etcdctl, ['--endpoints', endpoint, ...args])
  const { stdout } = await ask('get', '--write-out=json', 'any')
  const { header } = JSON.parse(stdout) as { header: { revision: number } }
  await ask('compact', '--physical', String(header.revision))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
