/** The DNS names that the Pods and Services of a scenario must have. */
import { isRunningAndReady } from '../../kubernetes/pods.ts'
import type { Actors } from '../actors.ts'
import type { Web } from '../web/web.ts'
import { reverseName } from './dns-answers.ts'

/** The Service that gives each Pod its name. */
export const headless = 'nginx'

/** `web-0.nginx` or `web-0.nginx.<namespace>.svc.<domain>` → `web-0`, for each Pod. */
export async function podNames(actors: Actors, form: 'short' | 'full'): Promise<Map<string, string>> {
  const suffix = form === 'short' ? headless : await serviceName(actors, headless)
  return new Map(
    actors.web.pods().map(({ metadata }) => [`${metadata?.name}.${suffix}`, metadata?.name ?? '']),
  )
}

export async function fullNames(actors: Actors): Promise<string[]> {
  return [...(await podNames(actors, 'full')).keys()].sort()
}

/** The Service's full name, in the domain that the cluster really has. */
export async function serviceName({ client, scope }: Actors, service: string): Promise<string> {
  return `${service}.${scope.namespace}.svc.${await client.domain()}`
}

/** For each DNS name: the address of its Pod now; none where the Pod has none, so that nothing can be judged. */
export function addressesByName(web: Web, names: Map<string, string> = new Map()): Map<string, string[]> {
  const addressesOf = (pod: string) =>
    web.pods().flatMap(({ metadata, status }) => (metadata?.name === pod ? (status?.podIP ?? []) : []))
  return new Map([...names].map(([name, pod]) => [name, addressesOf(pod)]))
}

/** For the reverse name of each Pod's address: the Pod's full name. */
export async function reverseNames(actors: Actors): Promise<Map<string, string[]>> {
  const suffix = await serviceName(actors, headless)
  return new Map(
    actors.web
      .pods()
      .map(({ metadata, status }) => [reverseName(status?.podIP ?? ''), [`${metadata?.name}.${suffix}`]]),
  )
}

/** Addresses of the Pods that are Ready now, sorted. */
export function readyAddresses(web: Web): string[] {
  return web
    .pods()
    .filter(isRunningAndReady)
    .map(({ status }) => status?.podIP ?? '')
    .sort()
}
