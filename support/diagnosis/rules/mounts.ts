/** A volume that the kubelet cannot mount, in mount's own words; an NFS server that does not answer. */
import { atLine, type Facts, inFile, short } from '../facts.ts'
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
      const server = nfsServer(facts)
      const down = server?.running === false
      const cause = down ? 'the NFS server does not run' : causeOf(event.value.message)
      return {
        sentence: `Pod ${name} cannot start because its volume cannot be mounted: ${cause} (${short(mountsWords(event.value.message))}).`,
        confidence: weightOf(facts, name),
        restsOn: [
          atLine(event.line, short(event.value.message)),
          ...(down ? [inFile(facts, 'nfs-server.yaml', 'running: false')] : []),
        ],
      }
    }
    return undefined
  },
}

/** The server was found not running, whatever the failure looks like. */
export const nfsServerDown: Rule = {
  name: 'nfs-server-down',
  look(facts) {
    const server = nfsServer(facts)
    if (server?.running !== false) return undefined
    return {
      sentence: `The NFS server ${server.server} does not run: what lies on it can be neither mounted nor read.`,
      confidence: 'likely',
      restsOn: [inFile(facts, 'nfs-server.yaml', 'running: false')],
    }
  },
}

function nfsServer({ evidence }: Facts) {
  return evidence.yaml<{ server?: string; running?: boolean }>('nfs-server.yaml')
}

function causeOf(message: string): string {
  return causes.find(([pattern]) => pattern.test(message))?.[1] ?? 'the kubelet says why'
}

/** `mount.nfs: …` is the end of a long message that repeats the command. */
function mountsWords(message: string): string {
  return /Output: (.*)/.exec(message)?.[1] ?? message
}
