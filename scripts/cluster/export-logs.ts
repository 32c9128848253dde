/** Writes the logs of a cluster's nodes to a folder, as `kind export logs` does. */
import { connectEngine } from '../../support/docker.ts'
import type { Progress } from '../../support/progress.ts'
import { type Kind, provideKind } from '../kind/kind.ts'

export interface LogsWanted {
  /** Of the cluster. */
  name: string
  directory: string
}

export async function exportLogs(kind: Kind, { name, directory }: LogsWanted): Promise<void> {
  await kind(['export', 'logs', directory, '--name', name])
}

/** The same where kind is not at hand yet. */
export async function exportClusterLogs(
  options: LogsWanted & { cacheDir: string; engine: string; progress: Progress },
): Promise<void> {
  await exportLogs(await provideKind({ ...options, engine: connectEngine(options.engine) }), options)
}
