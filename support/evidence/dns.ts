/**
 * What the cluster's DNS knows: its replicas and their configuration, the EndpointSlices it answers from, and what each
 * replica answers at this moment for every name of the scenario, asked by the client Pod where there is one.
 */
import { stringify } from 'yaml'
import { clusterDomainIn, dnsService, serverLike } from '../kubernetes/dns.ts'
import { execInPod } from '../kubernetes/exec.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { isPodReady } from '../kubernetes/pods.ts'
import { isHeadless, readyAddresses, serviceOf } from '../kubernetes/services.ts'
import { digScript } from '../workloads/client/client-scripts.ts'
import { addressRecordOf, parseDig } from '../workloads/client/dns-answers.ts'
import type { Gathering } from './collect-evidence.ts'
import { askWithinMs, containersOf, keepLog } from './logs.ts'

const namespace = 'kube-system'
const labelSelector = 'k8s-app=kube-dns'
/** Each name costs 2 s at a replica that does not answer. */
const mostNames = 8
/** Two replicas that are silent for all of them. */
const silentWithinMs = 40_000

export async function keepDns(gathering: Gathering): Promise<void> {
  const { scope, folder } = gathering
  const selection = { namespace, labelSelector, withinMs: askWithinMs }
  const pods = listObjects(scope.cluster, 'Pod', selection).then(({ items }) => items)
  const logs = async () => {
    const items = await pods.catch(() => [])
    await Promise.all(
      items.flatMap(containersOf).map(log => keepLog({ cluster: scope.cluster, folder, namespace, ...log })),
    )
  }
  const facts = async () => {
    const maps = await listObjects(scope.cluster, 'ConfigMap', {
      namespace,
      fieldSelector: 'metadata.name=coredns',
      withinMs: askWithinMs,
    }).catch(() => ({ items: [] }))
    const replicas = (await pods).map(pod => ({
      name: pod.metadata?.name,
      ip: pod.status?.podIP,
      node: pod.spec?.nodeName,
      ready: isPodReady(pod),
    }))
    return stringify({ replicas, configuration: maps.items[0]?.data ?? null, slices: slicesOf(gathering) })
  }
  const servers = async () => {
    const ready = await dnsService(scope.cluster).catch(() => ({ servers: [] }))
    return (await pods).flatMap(({ status }) =>
      status?.podIP ? serverLike(status.podIP, ready.servers) : [],
    )
  }
  await Promise.all([
    folder.keep({
      file: 'dns.yaml',
      what: 'DNS replicas, their configuration, EndpointSlices',
      content: facts,
    }),
    keepAnswers(gathering, servers),
    logs(),
  ])
}

function slicesOf({ scope }: Gathering) {
  const slices = scope.journal.view.list('EndpointSlice')
  return scope.journal.view.list('Service').map(service => {
    const name = service.metadata?.name ?? ''
    const all = slices.filter(slice => serviceOf(slice) === name).flatMap(({ endpoints }) => endpoints ?? [])
    return {
      service: name,
      headless: isHeadless(service),
      address: service.spec?.clusterIP,
      ready: readyAddresses(slices, name),
      endpoints: all.map(({ addresses, hostname, conditions, targetRef }) => ({
        addresses,
        hostname,
        pod: targetRef?.name,
        ready: conditions?.ready,
      })),
    }
  })
}

async function keepAnswers(gathering: Gathering, servers: () => Promise<string[]>): Promise<void> {
  const { scope, folder } = gathering
  const what = 'what each DNS replica answers'
  const client = scope.journal.view.get('Pod', 'client')
  if (client === undefined || !isPodReady(client))
    return folder.leaveOut(what, 'the scenario has no Ready client Pod to ask from')
  const content = async () => stringify(await answersOf(gathering, await servers()))
  await folder.keep({ file: 'dns-answers.yaml', what, content })
}

/** Names: each Service, and each Pod behind a headless one. */
async function answersOf({ scope, folder }: Gathering, servers: string[]) {
  const { view } = scope.journal
  const shell = async (script: string, ...words: string[]) => {
    const command = ['sh', '-c', script, 'sh', ...words]
    const request = {
      namespace: scope.namespace,
      pod: 'client',
      command,
      withinMs: silentWithinMs,
      signal: folder.signal,
    }
    return (await execInPod(scope.cluster, request)).stdout
  }
  const domain = clusterDomainIn(await shell('cat /etc/resolv.conf'), scope.namespace)
  const all = view.list('Service').flatMap(service => {
    const name = service.metadata?.name ?? ''
    const pods = isHeadless(service) ? view.list('Pod').filter(({ spec }) => spec?.subdomain === name) : []
    const full = `${name}.${scope.namespace}.svc.${domain}`
    return [full, ...pods.map(({ metadata }) => `${metadata?.name}.${full}`)]
  })
  const names = all.slice(0, mostNames)
  if (all.length > names.length)
    folder.leaveOut(`DNS answers for ${all.length - names.length} names`, `more than ${mostNames}`)
  if (servers.length === 0) return []
  const client = view.get('Pod', 'client')?.status?.podIP
  const output = await shell(digScript, servers.join(' '), names.join(' '), addressRecordOf(client))
  return parseDig(output, 0).map(({ server, name, status, values }) => ({ server, name, status, values }))
}
