/** The verb `run`: where it runs is asked here, how it runs elsewhere. */
import type { Settings } from '../settings.ts'
import { run } from './run.ts'

/** @returns the exit code of the verdict; of several clusters, of the worst. */
export async function runAnywhere(settings: Settings): Promise<number> {
  // It makes nothing anywhere, and prints the same for each cluster.
  if (settings.dryRun) return run(settings)
  if (settings.contexts.length > 0) return (await import('./run-fleet.ts')).runFleet(settings)
  if (settings.inCluster) return (await import('./run-in-cluster.ts')).runInCluster(settings)
  return run(settings)
}
