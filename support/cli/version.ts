/** The verb `version`, and where this package lies. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../settings.ts'
import { printResult } from './output.ts'

/** Folder with features/, steps/ and support/. */
export const packageRoot = join(import.meta.dirname, '..', '..')

export function harnessVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version
}

export async function showVersion(settings: Settings): Promise<number> {
  const versions = { stateproof: harnessVersion(), node: process.version }
  return printResult(settings, versions, () => `stateproof ${versions.stateproof} on Node ${versions.node}`)
}
