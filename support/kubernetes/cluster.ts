/**
 * A cluster as a kubeconfig describes it: which context, which server, how to authenticate. client-node reads the
 * kubeconfig, so that exec plugins, client certificates, tokens and proxies work as users know them from kubectl.
 *
 * Never writes a kubeconfig and never changes the current context. Knows nothing of requests.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { KubeConfig } from '@kubernetes/client-node'
import type { Dispatcher } from 'undici'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import { readKubeconfig } from './kubeconfig.ts'
import { proxyFor } from './proxy.ts'
import type { Use } from './uses.ts'

export interface Cluster {
  readonly context: string
  readonly server: string
  /** For client-node's own classes (exec). */
  readonly config: KubeConfig
  /** Headers and connection pool for one request; asked each time, since a token may have been renewed. */
  authenticate(): Promise<{ headers: Record<string, string>; dispatcher: Dispatcher | undefined }>
  /** Until when the client certificate is valid, where that is how we authenticate: explains a refusal. */
  certificateEnds?(): Date | undefined
  /** Told of every right that is about to be used, before the server is asked. */
  readonly onUse?: (use: Use) => void
}

/** The same cluster, whose uses are told to `onUse`, or to nobody: what is tried and may fail is no need. */
export function observed({ onUse: _, ...cluster }: Cluster, onUse?: (use: Use) => void): Cluster {
  return { ...cluster, ...(onUse && { onUse }) }
}

/**
 * @param kubeconfigPath a file; without it KUBECONFIG, ~/.kube/config or the ServiceAccount of this Pod.
 * @param context without it the kubeconfig's current one.
 * @throws Failure `kubeconfig` (exit code 2): unreadable, empty, broken, or without that context.
 */
export function connectCluster({
  kubeconfigPath,
  context,
}: {
  kubeconfigPath?: string
  context?: string
}): Cluster {
  const config = load(kubeconfigPath)
  if (context !== undefined) selectContext(config, context, kubeconfigPath)
  const chosen = config.getCurrentCluster()
  const server = chosen?.server
  if (!chosen || server === undefined || server === '')
    throw unusable(kubeconfigPath, 'no cluster in the current context')
  if (!URL.canParse(server)) throw unusable(kubeconfigPath, `its server ${JSON.stringify(server)} is no URL`)
  const proxyUrl = chosen.proxyUrl ?? proxyFor(server, process.env)
  // In memory only; client-node's exec and port-forward find it there, too.
  if (proxyUrl !== undefined) Object.assign(chosen, { proxyUrl })
  let dispatcher: Dispatcher | undefined
  return {
    context: config.getCurrentContext(),
    server,
    config,
    certificateEnds: () => certificateEndOf(config),
    async authenticate() {
      const headers: Record<string, string> = {}
      const request = {
        setHeaderParam: (name: string, value: string) => Object.assign(headers, { [name]: value }),
        // Made anew at each call by client-node; the first is kept, or each request would open its own connection.
        setDispatcher: (made: Dispatcher) => {
          dispatcher ??= made
        },
      }
      await config.applySecurityAuthentication(
        request as unknown as Parameters<KubeConfig['applySecurityAuthentication']>[0],
      )
      return { headers, dispatcher }
    },
  }
}

function load(path: string | undefined): KubeConfig {
  try {
    return readKubeconfig(path)
  } catch (cause) {
    throw unusable(path, messageOf(cause).split('\n')[0] ?? '', cause)
  }
}

function selectContext(config: KubeConfig, context: string, path: string | undefined): void {
  const known = config.getContexts().map(({ name }) => name)
  if (!known.includes(context))
    throw unusable(path, `no context "${context}"; it has ${known.join(', ') || 'none'}`)
  // In memory only: nothing is written back.
  config.setCurrentContext(context)
}

function unusable(path: string | undefined, got: string, cause?: unknown): Failure {
  return new Failure({
    code: 'kubeconfig',
    what: 'use the kubeconfig',
    on: path ?? process.env.KUBECONFIG ?? 'default',
    got,
    hint: 'name one with --kubeconfig and --context',
    exitCode: exitCodes.usage,
    cause,
  })
}

function certificateEndOf(config: KubeConfig): Date | undefined {
  const { certData, certFile } = config.getCurrentUser() ?? {}
  try {
    if (certData) return new X509Certificate(Buffer.from(certData, 'base64')).validToDate
    return certFile ? new X509Certificate(readFileSync(certFile)).validToDate : undefined
  } catch {
    return undefined
  }
}
