/**
 * Probe Pods: one for each image that the scenarios run, and one that mounts the NFS server. What a node can pull and mount,
 * only a node can say.
 *
 * The client's prints its search list, from which the cluster domain follows.
 */
import { systemClock } from '../clock.ts'
import { messageOf } from '../failure.ts'
import { clusterDomainIn } from '../kubernetes/dns.ts'
import type { ManifestOf } from '../kubernetes/kinds.ts'
import { podLogs } from '../kubernetes/logs.ts'
import { createObject, listObjects } from '../kubernetes/objects.ts'
import { describePod, hasPulled, hopelessReason, type Pod } from '../kubernetes/pods.ts'
import { isForbidden } from '../kubernetes/request.ts'
import type { Finding } from '../record.ts'
import { marked } from '../scope.ts'
import { type Inquiry, idsWith, limits, ok, unknown, warning } from './inquiry.ts'
import { type ProbeNamespace, preflightMark } from './probe-namespace.ts'

/** A pull from a registry near by takes seconds; one that takes longer may still come, and is told. */
const imagesWithinMs = 30_000
/** A mount that works takes milliseconds; the kernel gives up on a server that is away after minutes only. */
const mountWithinMs = 20_000
const lookEveryMs = 100

export async function probeImages(inquiry: Inquiry, { name: namespace }: ProbeNamespace): Promise<Finding[]> {
  const { acquired, needs } = inquiry
  const users = usersOfImages(inquiry)
  const images = Object.entries(acquired.images).filter(([name]) => needs.size === 0 || users.has(name))
  const findings = images.map(async ([name, image]) => {
    const pod = probePod(`probe-${name.toLowerCase()}`, image, acquired.imagePullPolicy)
    const why = await refusalOf(inquiry, pod, namespace)
    if (why !== undefined) return unknown('images', `no probe Pod of ${image} could be made: ${why}`)
    return judgeImage(inquiry, { namespace, pod: pod.metadata.name, image, scenarios: users.get(name) ?? [] })
  })
  const found = await Promise.all(findings)
  const wrong = found.filter(({ outcome }) => outcome !== 'ok')
  return wrong.length > 0 ? wrong : [ok('images', `all ${images.length} images are there or can be pulled`)]
}

/** Name of an image → the scenarios that run it. */
function usersOfImages({ needs }: Inquiry): Map<string, string[]> {
  const users = new Map<string, string[]>()
  for (const [id, { objects }] of needs)
    for (const [, name = ''] of JSON.stringify(objects).matchAll(/\{image:(\w+)\}/g))
      users.set(name, [...new Set([...(users.get(name) ?? []), id])])
  return users
}

interface ImageProbe {
  namespace: string
  pod: string
  image: string
  scenarios: string[]
}

async function judgeImage(
  inquiry: Inquiry,
  { namespace, pod, image, scenarios }: ImageProbe,
): Promise<Finding> {
  const code = 'images'
  const isOver = (probe: Pod) => hasPulled(probe) || hopelessReason(probe) !== undefined
  const probe = await follow(inquiry, { namespace, pod, withinMs: imagesWithinMs }, isOver)
  if (probe === undefined) return unknown(code, `the probe Pod of ${image} is gone`, { scenarios })
  const hopeless = hopelessReason(probe)
  const fix = 'load it, name another (see run --help), or --mirror a registry that the nodes reach'
  // Scenarios of the user's own may run it or not: nobody knows.
  if (hopeless !== undefined && scenarios.length === 0) return warning(code, hopeless, { fix })
  if (hopeless !== undefined) return limits(code, hopeless, { fix, scenarios, verdict: 'inconclusive' })
  if (hasPulled(probe)) return ok(code, `${image} is there`)
  const sentence = `${image} was not there within ${imagesWithinMs / 1000} s: ${describePod(probe)}`
  return warning(code, sentence, { fix, scenarios })
}

export async function probeNfs(inquiry: Inquiry, { name: namespace }: ProbeNamespace): Promise<Finding[]> {
  const { acquired, selected } = inquiry
  const { nfs, images, imagePullPolicy } = acquired
  const scenarios = idsWith(selected, '@needs-nfs')
  if (nfs === undefined || scenarios.length === 0) return []
  const pod = probePod('probe-nfs', images.client, imagePullPolicy)
  pod.spec.volumes = [{ name: 'nfs', nfs: { server: nfs.server, path: nfs.path } }]
  const refused = await refusalOf(inquiry, pod, namespace)
  if (refused !== undefined) return [unknown('nfs', `no probe Pod could be made: ${refused}`)]
  const request = { namespace, pod: 'probe-nfs', withinMs: mountWithinMs }
  let why = ''
  const probe = await follow(inquiry, request, async probe => {
    why = await mountFailure(inquiry, namespace)
    return why !== '' || hasPulled(probe) || hopelessReason(probe) !== undefined
  })
  const place = `${nfs.server}:${nfs.path}`
  if (probe !== undefined && hasPulled(probe)) return [ok('nfs', `a node mounts ${place}`)]
  const verdict = why === '' ? 'inconclusive' : 'not supported'
  const sentence = `no node has mounted ${place}: ${why || `nothing in ${mountWithinMs / 1000} s, ${probe && describePod(probe)}`}`
  return [
    limits('nfs', sentence, {
      fix: 'install NFS client tools on the nodes; let them reach the server',
      scenarios,
      verdict,
    }),
  ]
}

async function mountFailure({ cluster }: Inquiry, namespace: string): Promise<string> {
  const fieldSelector = 'involvedObject.name=probe-nfs,reason=FailedMount'
  const { items } = await listObjects(cluster, 'Event', { namespace, fieldSelector }).catch(() => ({
    items: [],
  }))
  const lines = (items[0]?.message ?? '').trim().split('\n')
  return lines.filter(line => line.trim() !== '').at(-1) ?? ''
}

/** @returns the cluster domain as the client's Pod has it, if its image could tell. */
export async function probeDomain(
  { cluster }: Inquiry,
  { name: namespace }: ProbeNamespace,
): Promise<string | undefined> {
  const request = { namespace, pod: 'probe-client', container: 'probe', tailLines: 20, withinMs: 5_000 }
  const log = await podLogs(cluster, request).catch(() => '')
  // Each line begins with its time.
  return clusterDomainIn(log.replaceAll(/^\S+ /gm, ''), namespace)
}

interface Following {
  namespace: string
  pod: string
  withinMs: number
}

/** Looks until it is over or the time is. @returns the Pod as it was last seen. */
async function follow(
  { cluster, signal }: Inquiry,
  { namespace, pod, withinMs }: Following,
  isOver: (pod: Pod) => boolean | Promise<boolean>,
): Promise<Pod | undefined> {
  let last: Pod | undefined
  const fieldSelector = `metadata.name=${pod}`
  for (const deadline = systemClock.monotonicMs() + withinMs; systemClock.monotonicMs() < deadline; ) {
    last = (await listObjects(cluster, 'Pod', { namespace, fieldSelector, signal })).items[0]
    if (last === undefined || (await isOver(last))) return last
    await systemClock.sleep(lookEveryMs, signal)
  }
  return last
}

/** Makes the probe Pod. @returns why it is not admitted, if so: that is another check's finding (admission.ts). */
async function refusalOf(
  { cluster, runId }: Inquiry,
  pod: ManifestOf<'Pod'>,
  namespace: string,
): Promise<string | undefined> {
  try {
    await createObject(cluster, marked(pod, { runId, scenario: preflightMark, namespace }))
    return undefined
  } catch (error) {
    if (!isForbidden(error)) throw error
    return messageOf(error)
  }
}

/** Whether the command is there in the image is no matter: an image that lacks it has been pulled. */
function probePod(name: string, image: string, imagePullPolicy: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod' as const,
    metadata: { name },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      volumes: [] as { name: string; nfs: { server: string; path: string } }[],
      containers: [
        {
          name: 'probe',
          image,
          imagePullPolicy,
          command: ['cat', '/etc/resolv.conf'],
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
        },
      ],
    },
  }
}
