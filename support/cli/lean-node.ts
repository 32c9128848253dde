/**
 * Makes Node begin sooner and take less memory, in this thread and in those that Cucumber starts:
 * - compiled code is kept from one run to the next, types already stripped: 0.3 s less until the first verb begins;
 * - new objects get little room before garbage is looked for: a run with two threads took 368 MB, and takes 300 MB.
 *
 * Knows nothing of what is run. What cannot be had (a home that cannot be written) is done without.
 */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { cacheDir } from '../cache-dir.ts'

export function makeNodeLean(): void {
  // By the environment, so that threads find it, too; what the user says about it stands.
  process.env.NODE_COMPILE_CACHE ??= join(cacheDir(), 'node')
  enableCompileCache()
  // The room grows by this factor whenever enough is alive, from 1 MB to 16 MB for each thread; it is read each time.
  setFlagsFromString('--semi-space-growth-factor=1')
}
