/** The verb `run`: where it runs is asked here, how it runs elsewhere. */
import type { Settings } from '../settings.ts'
import { run } from './run.ts'
import { runFleet } from './run-fleet.ts'
import { runInCluster } from './run-in-cluster.ts'

/** @returns the exit code of the verdict; of several clusters, of the worst. */
export function runAnywhere(settings: Settings): Promise<number> {
  // It makes nothing anywhere, and prints the same for each cluster.
  if (settings.dryRun) return run(settings)
  if (settings.contexts.length > 0) return runFleet(settings)
  return settings.inCluster ? runInCluster(settings) : run(settings)
}
