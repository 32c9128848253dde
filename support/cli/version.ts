/** The verb `version`. */
import { harnessVersion } from '../package.ts'
import type { Settings } from '../settings.ts'
import { printResult } from './output.ts'

export async function showVersion(settings: Settings): Promise<number> {
  const versions = { stateproof: harnessVersion(), node: process.version }
  return printResult(settings, versions, () => `stateproof ${versions.stateproof} on Node ${versions.node}`)
}
