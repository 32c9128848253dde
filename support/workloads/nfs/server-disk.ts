/**
 * What lies on the NFS server's own disk, seen beside NFS: by commands in the server's container.
 *
 * Only for a server that is ours. Knows nothing of claims.
 */
import { connectEngine } from '../../docker.ts'
import { Failure } from '../../failure.ts'
import type { NfsServer } from '../../run-context.ts'

export interface ServerDisk {
  /** SHA-256 of a file below the shared directory, in hexadecimal; empty where there is no such file. */
  digestOf(path: string): Promise<string>
  /** Writes so many random bytes to a file. @returns their SHA-256. */
  putRandom(path: string, bytes: number): Promise<string>
  /** Names below a directory, sorted; undefined where there is no such directory. */
  list(path: string): Promise<string[] | undefined>
  /** Runs a command on the server, in the shared directory. */
  shell(line: string): Promise<string>
}

/** @throws Failure `nfs-server-lost` from each function when the command fails. */
export function openServerDisk({ path: shared, control }: NfsServer): ServerDisk {
  const shell = async (line: string) => {
    if (control === undefined)
      throw new Failure({
        code: 'nfs-server-lost',
        what: 'look at the disk of the NFS server',
        got: 'it is not ours',
      })
    const command = ['sh', '-c', `cd ${shared} && ${line}`]
    const { exitCode, output } = await connectEngine(control.engine).exec(control.container, command)
    if (exitCode === 0) return output.trim()
    const got = `exit code ${exitCode}: ${output.trim()}`
    throw new Failure({ code: 'nfs-server-lost', what: `run "${line}"`, on: 'NFS server', got })
  }
  const digestOf = async (path: string) =>
    (await shell(`[ ! -e '${path}' ] || sha256sum '${path}'`)).split(' ')[0] ?? ''
  return {
    shell,
    digestOf,
    async putRandom(path, bytes) {
      await shell(`head -c ${bytes} /dev/urandom > '${path}' && chmod 0666 '${path}' && sync '${path}'`)
      return digestOf(path)
    },
    async list(path) {
      const listed = await shell(`if [ -d '${path}' ]; then ls -A1 '${path}'; else echo '@ none'; fi`)
      return listed === '@ none' ? undefined : listed.split('\n').filter(Boolean).sort()
    },
  }
}
