/**
 * The client Pod: asks DNS and HTTP questions from inside the cluster, as the workload's users would.
 *
 * Judges nothing; returns answers.
 */
import { cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import { clusterDomainIn, dnsReplicas } from '../../kubernetes/dns.ts'
import { execInPod, followInPod } from '../../kubernetes/exec.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import { podReadiness } from '../../kubernetes/pods.ts'
import { create, type Scope } from '../../scope.ts'
import { type Asking, keepAsking } from './asking.ts'
import {
  digForeverScript,
  digScript,
  nslookupScript,
  parseResponses,
  requestScript,
} from './client-scripts.ts'
import {
  addressRecordOf,
  type DnsAnswer,
  digReader,
  missingIn,
  parseDig,
  parseNslookup,
} from './dns-answers.ts'
import { unlessOthersAnswer } from './missing-replicas.ts'
import { reachableWithinMs, untilReachable } from './reachable.ts'

/** `address`: A or AAAA, whichever Pods of this cluster have first. */
export type RecordType = 'address' | 'SRV' | 'PTR'

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
  /** Asks every replica again and again; each answer is handed over as it arrives. */
  keepAsking(names: string[], onAnswer: (answer: DnsAnswer) => void): Promise<Asking>
  /**
   * The replicas that are Ready now, by address and port.
   * @throws Failure `dns-down` where there are none and the Pod's own resolver answers nothing either; `dns-unknown`
   *   where it does: then others answer, whom the harness does not know.
   */
  replicas(): Promise<string[]>
  /**
   * Sends requests one after another, to where the URL's name leads: that is found out once, until a first request is
   * answered there or it takes too long (see reachable.ts). @throws Failure `cannot-know` when not all could be sent.
   * @returns the body of each answer; undefined where none came.
   */
  request(url: string, count: number): Promise<(string | undefined)[]>
  /** Sends one request again while none is answered: names and virtual addresses follow the Pods with a delay. */
  requestUntilAnswered(url: string): Promise<(string | undefined)[]>
}

export function openClient(scope: Scope): Client {
  const { cluster, namespace, journal, timeouts, signal } = scope
  const pod = 'client'
  /** The scripts' own exit codes are answers; from 126 on the shell or the kernel speaks (POSIX, "Exit Status for Commands"). */
  const run = async (script: string, words: string[], withinMs: number) => {
    const command = ['sh', '-c', script, 'sh', ...words]
    const request = { namespace, pod, command, withinMs, signal }
    const { stdout, stderr, exitCode } = await execInPod(cluster, request)
    if (exitCode < 126) return stdout
    throw cannotKnow({ what: 'ask from the client Pod', got: `exit code ${exitCode}: ${stderr.trim()}` })
  }
  const addressRecord = () => addressRecordOf(journal.view.get('Pod', pod)?.status?.podIP)
  const complete = (answers: DnsAnswer[], servers: string[], names: string[]) => {
    const missing = missingIn(answers, servers, names)
    if (missing.length === 0) return answers
    throw cannotKnow({
      what: 'ask for every name',
      expected: 'every question asked',
      got: `not ${missing.join(', ')}`,
    })
  }
  const send = async (url: string, count: number, to = '') => {
    const output = await run(requestScript, [url, String(count), to], timeouts.requestLoop)
    const responses = parseResponses(output)
    if (responses.length === count) return responses
    throw cannotKnow({
      what: 'send the requests',
      expected: `${count}`,
      got: `${responses.length} were sent`,
    })
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
      const answers = parseNslookup(await run(nslookupScript, names, timeouts.command), journal.now())
      return complete(answers, ['resolver'], names)
    },
    // Read each time: a replica that is gone is none, and a new one counts.
    replicas() {
      return dnsReplicas(cluster).catch(error => unlessOthersAnswer(error, names => this.nslookup(names)))
    },
    async askEveryReplica(names, type) {
      const servers = await this.replicas()
      const words = [servers.join(' '), names.join(' '), type === 'address' ? addressRecord() : type]
      return complete(parseDig(await run(digScript, words, timeouts.command), journal.now()), servers, names)
    },
    async keepAsking(names, onAnswer) {
      const probe = (server: string, stop: AbortSignal) => {
        const reader = digReader(answer => onAnswer({ ...answer, atMs: journal.now() }))
        const command = ['sh', '-c', digForeverScript, 'sh', server, names.join(' '), addressRecord()]
        return followInPod(cluster, { namespace, pod, command, signal: stop }, reader)
      }
      return keepAsking(await this.replicas(), probe, signal)
    },
    async requestUntilAnswered(url) {
      for (const deadline = journal.now() + reachableWithinMs; ; await systemClock.sleep(100, signal)) {
        const responses = await send(url, 1)
        if (responses[0] !== undefined || journal.now() > deadline) return responses
      }
    },
    async request(url, count) {
      const isAnswered = async (to: string) => (await send(url, 1, to))[0] !== undefined
      const nslookup = (names: string[]) => this.nslookup(names)
      return send(url, count, await untilReachable(scope, url, { nslookup, isAnswered }))
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
