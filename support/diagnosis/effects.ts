/**
 * What follows from a field of an object that is otherwise than it was asked for, and which failures that explains. A
 * table.
 *
 * Knows nothing of who changed it.
 */
import type { Difference } from './differences.ts'
import type { Topic } from './topics.ts'

/** Which failures a change at this path explains; `+` stands before what was added. */
const explains: readonly [RegExp, readonly Topic[], string][] = [
  [/podManagementPolicy/, ['order'], 'so its Pods are not made and removed one after another'],
  [/publishNotReadyAddresses/, ['dns', 'requests'], 'so addresses of Pods that are not Ready are given out'],
  [
    /\.hostname$|\.subdomain$/,
    ['identity', 'dns'],
    'so the Pod does not have the name that its StatefulSet gives it',
  ],
  [/\.(?:readOnly|readOnlyRootFilesystem)$/, ['content', 'writing'], 'so nothing can be written there'],
  [
    /\.nfs\.(?:server|path)$/,
    ['claim', 'volume', 'content', 'writing', 'ready'],
    'so it mounts another share than the one that was meant',
  ],
  [/^\+.*(?:volumeMounts|\.volumes)/, ['ready'], 'so it waits for a volume that it does not need'],
  [
    /volumeMounts|\.volumes/,
    ['content', 'writing', 'volume', 'documents', 'elasticsearch', 'ready'],
    'so what the Pod writes does not lie on its claim',
  ],
  [
    /initContainers\[[^\]]+\]$|\.containers\[[^\]]+\]$/,
    ['content', 'writing', 'ready', 'documents', 'requests'],
    'so something else runs in the Pod and can write to its volumes',
  ],
  [
    /\.env\[/,
    ['elasticsearch', 'ready', 'documents', 'content', 'writing'],
    'so the program runs with other settings',
  ],
  [
    /livenessProbe/,
    ['content', 'writing', 'ready', 'requests', 'documents'],
    'so the kubelet starts the container again when that probe fails',
  ],
  [/Probe|lifecycle/, ['ready', 'dns', 'requests', 'order'], 'so it is Ready at other times'],
  [/terminationGracePeriodSeconds$/, ['gone', 'order'], 'so it may take that long to end'],
  [/securityContext/, ['volume', 'claim', 'content', 'writing', 'ready'], 'so its program has other rights'],
  [/^\+?rules\[/, ['claim', 'volume'], 'so its account has other rights than it was given'],
  [
    /^\+?(?:parameters|reclaimPolicy|mountOptions)/,
    ['volume', 'claim', 'content', 'writing'],
    'so its volumes are treated otherwise',
  ],
  [/^provisioner$/, ['claim', 'ready'], 'so nobody who was meant makes its volumes'],
  [
    /\.image$|\.command|\.args/,
    ['ready', 'content', 'writing', 'requests', 'elasticsearch'],
    'so another program runs',
  ],
  [/\.resources|nodeSelector|affinity|tolerations/i, ['ready', 'elasticsearch'], 'so it needs another place'],
  [/dnsPolicy|dnsConfig|hostAliases/, ['dns'], 'so it asks other name servers'],
]

export interface Meaning {
  /** Whether it explains a failure about this. */
  fits: boolean
  /** `so its program has other rights`; empty where nothing is known of the field. */
  effect: string
}

/** @param topic what the failure is about. */
export function meaningOf({ path, asked }: Difference, topic: Topic): Meaning {
  const where = asked === undefined ? `+${path}` : path
  const [, topics = [], effect = ''] = explains.find(([pattern]) => pattern.test(where)) ?? []
  return { fits: topics.includes(topic), effect }
}
