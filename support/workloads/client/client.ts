/**
 * The client Pod: asks DNS and HTTP questions from inside the cluster, as the workload's users would.
 *
 * Judges nothing; returns answers.
 */
import { systemClock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import { clusterDomainIn, dnsReplicas } from '../../kubernetes/dns.ts'
import { execInPod, followInPod } from '../../kubernetes/exec.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import { podReadiness } from '../../kubernetes/pods.ts'
import { create, type Scope } from '../../scope.ts'
import { type DnsAnswer, digReader, parseDig, parseNslookup } from './dns-answers.ts'

export type RecordType = 'A' | 'AAAA' | 'SRV' | 'PTR'

export interface Client {
  /** Creates the Pod without waiting. */
  create(): Promise<void>
  ready(): Promise<Pod>
  /** The cluster's domain, as the kubelet wrote it into the Pod's resolver configuration. */
  domain(): Promise<string>
  /** Asks as programs do: through the resolver configuration, search list included. */
  nslookup(names: string[]): Promise<DnsAnswer[]>
  /** Asks every replica of the cluster's DNS server for every name. */
  askEveryReplica(names: string[], type: RecordType): Promise<DnsAnswer[]>
  /** Asks every replica again and again; each answer is handed over as it arrives. @returns a function that ends it. */
  keepAsking(names: string[], onAnswer: (answer: DnsAnswer) => void): Promise<() => Promise<void>>
  /** Sends requests one after another. @returns the body of each answer; undefined where none came. */
  request(url: string, count: number): Promise<(string | undefined)[]>
  /** Sends one request again while none is answered: names and virtual addresses follow the Pods with a delay. */
  requestUntilAnswered(url: string): Promise<(string | undefined)[]>
}

/** Asked for with one try and a short time-out: a replica that does not answer is an answer, too. */
const digOptions = '+tries=1 +time=2 +noall +comments +answer'
/** Pause between two rounds of a probe. A lookup takes a few ms, so that the pace is 100 ms or less. */
const probePause = 0.08

/** The same limit as for names (features/identity/dns.feature); kube-proxy and DNS follow within it or are broken. */
const reachableWithinMs = 30_000

export function openClient(scope: Scope): Client {
  const { cluster, namespace, journal, timeouts, signal } = scope
  const pod = 'client'
  let replicas: Promise<string[]> | undefined
  const run = async (script: string, words: string[], withinMs: number) => {
    const { stdout } = await execInPod(cluster, {
      namespace,
      pod,
      command: ['sh', '-c', script, 'sh', ...words],
      withinMs,
      signal,
    })
    return stdout
  }
  const everyReplica = () => {
    replicas ??= dnsReplicas(cluster)
    return replicas
  }
  return {
    async create() {
      await create(scope, clientPod(scope))
    },
    ready: () =>
      journal.until(
        { what: 'the client Pod to be Ready', look: view => podReadiness(view.get('Pod', pod)) },
        { withinMs: timeouts.podReady },
      ),
    async domain() {
      const domain = clusterDomainIn(await run('cat /etc/resolv.conf', [], timeouts.command), namespace)
      if (domain !== undefined) return domain
      throw new Failure({
        code: 'dns-unknown',
        what: 'detect the cluster domain',
        on: 'search list of the client Pod',
        got: 'no entry for its namespace',
      })
    },
    async nslookup(names) {
      const script =
        'for name in "$@"; do echo "@ resolver $name"; nslookup -timeout=2 -retry=1 "$name"; done 2>&1'
      return parseNslookup(await run(script, names, timeouts.command), journal.now())
    },
    async askEveryReplica(names, type) {
      const script = `for server in $1; do for name in $2; do echo "@ $server $name"; dig ${digOptions} "@$server" "$name" "$3"; done; done`
      const words = [(await everyReplica()).join(' '), names.join(' '), type]
      return parseDig(await run(script, words, timeouts.command), journal.now())
    },
    async keepAsking(names, onAnswer) {
      const stopped = new AbortController()
      const probes = (await everyReplica()).map(server => {
        const reader = digReader(answer => onAnswer({ ...answer, atMs: journal.now() }))
        const script = `while :; do for name in $2; do echo "@ $1 $name"; dig ${digOptions} "@$1" "$name" A; done; echo "@ end"; sleep ${probePause}; done`
        const command = ['sh', '-c', script, 'sh', server, names.join(' ')]
        return followInPod(
          cluster,
          { namespace, pod, command, signal: AbortSignal.any([stopped.signal, signal]) },
          reader,
        )
      })
      return async () => {
        stopped.abort()
        await Promise.all(probes)
      }
    },
    async requestUntilAnswered(url) {
      for (const deadline = journal.now() + reachableWithinMs; ; await systemClock.sleep(100, signal)) {
        const responses = await this.request(url, 1)
        if (responses[0] !== undefined || journal.now() > deadline) return responses
      }
    },
    async request(url, count) {
      const script = 'for i in $(seq "$2"); do curl -s -f --max-time 2 "$1" || echo "@ none"; done'
      const lines = (await run(script, [url, String(count)], timeouts.requestLoop)).trim().split('\n')
      return lines.map(line => (line === '@ none' ? undefined : line))
    },
  }
}

function clientPod({ run }: Scope) {
  return {
    apiVersion: 'v1',
    kind: 'Pod' as const,
    metadata: { name: 'client' },
    spec: {
      containers: [
        {
          name: 'client',
          image: run.images.client,
          imagePullPolicy: run.imagePullPolicy,
          command: ['sleep', 'infinity'],
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '128Mi' } },
        },
      ],
      automountServiceAccountToken: false,
      // It has no state: waiting for sleep to notice SIGTERM, which it ignores as process 1, would only cost time.
      terminationGracePeriodSeconds: 0,
    },
  }
}
