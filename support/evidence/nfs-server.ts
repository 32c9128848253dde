/**
 * The NFS server where it is ours: whether it runs, where it is and where the nodes believe it to be, what it exports and
 * to whom, what lies there, which programs run beside it, its last lines.
 */
import { stringify } from 'yaml'
import { connectEngine, type Engine } from '../docker.ts'
import { listObjects } from '../kubernetes/objects.ts'
import type { Gathering } from './collect-evidence.ts'
import { askWithinMs } from './logs.ts'

const mostEntries = 200
/** Of each program that runs there, its words; ours has none of these. */
const programs = `for p in /proc/[0-9]*; do [ "$p" = "/proc/$$" ] || tr '\\0' ' ' < "$p/cmdline" && echo; done 2>/dev/null`

export async function keepNfsServer({ scope, folder }: Gathering): Promise<void> {
  const { nfs } = scope.run
  // A claim that is deleted by now, too.
  const usesNfs = scope.journal.entries.some(({ kind }) => kind === 'PersistentVolumeClaim')
  if (nfs === undefined || !usesNfs)
    return folder.leaveOut('NFS server', 'the scenario has no claims, or the run no NFS server')
  const { control, path, server } = nfs
  if (control === undefined)
    return folder.leaveOut('NFS server', `${server} is not ours: it can be asked over NFS only`)
  const engine = connectEngine(control.engine)
  const shell = async (line: string) =>
    (await engine.exec(control.container, ['sh', '-c', line])).output.trim()
  const content = async () => {
    const { running = false, address } = (await engine.inspect(control.container)) ?? {}
    if (!running) return stringify({ server, path, running })
    return stringify({
      server,
      path,
      running,
      address,
      asNodesKnowIt: await addressesOnNodes(scope, engine, server),
      programs: (await shell(programs)).split('\n').filter(Boolean).slice(0, mostEntries),
      exports: await shell('cat /etc/ganesha/ganesha.conf 2>/dev/null || cat /etc/exports'),
      listening: await shell("grep -c ':0801 ' /proc/net/tcp6 /proc/net/tcp 2>/dev/null | head -n 2"),
      disk: await shell(`df -k ${path} | tail -n 1`),
      listing: (await shell(`ls -lan ${path} | head -n ${mostEntries}`)).split('\n'),
    })
  }
  await Promise.all([
    folder.keep({ file: 'nfs-server.yaml', what: 'NFS server: state, exports, directories', content }),
    folder.keep({
      file: 'logs/nfs-server.log',
      what: `log of the NFS server, last ${mostEntries} lines`,
      keep: 'end',
      content: () => engine.logs(control.container, mostEntries),
    }),
  ])
}

/** What its name leads to on each node, where the nodes are containers beside it. */
async function addressesOnNodes(
  { cluster }: Pick<Gathering['scope'], 'cluster'>,
  engine: Engine,
  server: string,
): Promise<Record<string, string>> {
  const { items } = await listObjects(cluster, 'Node', { withinMs: askWithinMs })
  const found: Record<string, string> = {}
  for (const { metadata } of items) {
    const node = metadata?.name ?? ''
    if ((await engine.inspect(node))?.running !== true) continue
    const { output } = await engine.exec(node, ['getent', 'ahostsv4', server])
    found[node] = output.split(/\s/)[0] ?? ''
  }
  return found
}
