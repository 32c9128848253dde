/**
 * What each verb of the command line calls. A verb's modules are loaded when it is called: help, a wrong flag and the
 * shell's completion wait for none of them, and a run has none of the others in memory.
 *
 * Knows nothing of words and flags.
 */
import type { Settings } from '../settings.ts'

/** @returns what does it; its result is the exit code (README, "Exit codes"). */
export type Verb = () => Promise<(settings: Settings, ...words: string[]) => Promise<number>>

export const run: Verb = async () => (await import('./run-anywhere.ts')).runAnywhere
export const check: Verb = async () => (await import('./check.ts')).check
export const rbac: Verb = async () => (await import('./rbac.ts')).printRoles
export const list: Verb = async () => (await import('./list.ts')).listScenarios
export const cleanup: Verb = async () => (await import('./cleanup.ts')).cleanUp
export const version: Verb = async () => (await import('./version.ts')).showVersion

export const report: Verb = async () => (await import('./report.ts')).rebuildReport
export const diff: Verb = async () => (await import('./diff.ts')).diffRuns
export const merge: Verb = async () => (await import('./merge.ts')).mergeRuns
export const collect: Verb = async () => (await import('./collect.ts')).collectRun

export const clusterUp: Verb = async () => (await import('./cluster.ts')).takeClusterUp
export const clusterDown: Verb = async () => (await import('./cluster.ts')).takeClusterDown
export const clusterStatus: Verb = async () => (await import('./cluster.ts')).showClusterStatus

export const imagesList: Verb = async () => (await import('./images.ts')).listTheImages
export const imagesBuild: Verb = async () => (await import('./images.ts')).buildTheImages
export const imagesSave: Verb = async () => (await import('./images.ts')).saveTheImages
export const imagesLoad: Verb = async () => (await import('./images.ts')).loadTheImages
