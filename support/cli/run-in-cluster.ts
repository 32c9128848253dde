import type { Settings } from '../settings.ts'
export async function runInCluster(_s: Settings): Promise<number> {
  return 0
}
