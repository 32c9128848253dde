/** A volume that the kubelet cannot mount, in mount's own words. */
import { atLine, type Facts, inFile, short } from '../facts.ts'
import { nfsServerFile, nfsServerOf } from '../nfs-server.ts'
import { eventsAbout } from '../past.ts'
import { type Rule, unreadyPods, weightOf } from '../rule.ts'

const causes: readonly [RegExp, string][] = [
  [
    /connection refused|timed out|no route to host|unreachable|not responding|failed to resolve|Name or service not known|no such host/i,
    'the NFS server does not answer',
  ],
  [/access denied|permission denied|operation not permitted/i, 'the server denies access'],
  [/no such file or directory|does not exist/i, 'the exported directory is not there'],
  [
    /bad option|helper program|unknown filesystem|mount\.nfs: not found/i,
    'the node has no program that mounts this kind of volume',
  ],
  [/read-only file system/i, 'the server exports it read-only'],
  [/(?:secret|configmap) .* not found/i, 'an object that it mounts does not exist'],
  [/multi-attach/i, 'the volume is still attached to another node'],
  [/stale file handle/i, 'the server no longer knows the directory (stale file handle)'],
]

export const mountFails: Rule = {
  name: 'mount',
  look(facts) {
    for (const { name, last } of unreadyPods(facts)) {
      const [event] = eventsAbout(facts.past, 'Pod', name, /^(?:FailedMount|FailedAttachVolume)/)
      // A mount that failed once and then worked: the Pod has containers that began.
      const waits = last.value.status?.phase === 'Pending'
      if (event === undefined || !waits) continue
      const down = nfsServerOf(facts)?.running === false
      const stale = staleAddress(facts, last.value.spec?.nodeName)
      const cause = down ? 'the NFS server does not run' : (stale ?? causeOf(event.value.message))
      return {
        sentence: `Pod ${name} cannot start because its volume cannot be mounted: ${cause} (${short(mountsWords(event.value.message))}).`,
        confidence: weightOf(facts, name),
        restsOn: [
          atLine(event.line, short(event.value.message)),
          ...(down ? [inFile(facts, nfsServerFile, 'running: false')] : []),
          ...(stale === undefined ? [] : [inFile(facts, nfsServerFile, stale)]),
        ],
      }
    }
    return undefined
  },
}

/** The node asks somebody else than the server: its name led there once. */
function staleAddress(facts: Facts, node: string | undefined): string | undefined {
  const { server, address, asNodesKnowIt = {} } = nfsServerOf(facts) ?? {}
  const known = asNodesKnowIt[node ?? '']
  if (!known || address === undefined || known === address) return undefined
  return `node ${node} takes the NFS server ${server} to be at ${known}, and it is at ${address}`
}

function causeOf(message: string): string {
  return causes.find(([pattern]) => pattern.test(message))?.[1] ?? 'the kubelet says why'
}

/** `mount.nfs: …` is the end of a long message that repeats the command. */
function mountsWords(message: string): string {
  return /Output: (.*)/.exec(message)?.[1] ?? message
}
