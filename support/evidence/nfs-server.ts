/** The NFS server where it is ours: whether it runs, what it exports and to whom, what lies there, its last lines. */
import { stringify } from 'yaml'
import { connectEngine } from '../docker.ts'
import type { Gathering } from './collect-evidence.ts'

const mostEntries = 200

export async function keepNfsServer({ scope, folder }: Gathering): Promise<void> {
  const { nfs } = scope.run
  const usesNfs = scope.journal.view.list('PersistentVolumeClaim').length > 0
  if (nfs === undefined || !usesNfs)
    return folder.leaveOut('NFS server', 'the scenario has no claims, or the run no NFS server')
  const { control, path, server } = nfs
  if (control === undefined)
    return folder.leaveOut('NFS server', `${server} is not ours: it can be asked over NFS only`)
  const engine = connectEngine(control.engine)
  const shell = async (line: string) =>
    (await engine.exec(control.container, ['sh', '-c', line])).output.replaceAll('\r', '').trim()
  const content = async () => {
    const running = (await engine.inspect(control.container))?.running ?? false
    if (!running) return stringify({ server, path, running })
    return stringify({
      server,
      path,
      running,
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
