/**
 * Which scenarios may run at the same time: one that is tagged @serial takes the whole cluster for itself, because it
 * breaks what others rest on or needs all of the machine.
 */

type Pickle = Parameters<Parameters<typeof import('@cucumber/cucumber').setParallelCanAssign>[0]>[0]

/** Cucumber asks with the candidate and those that run now. */
export function mayRunBeside(candidate: Pickle, running: readonly Pickle[]): boolean {
  return running.length === 0 || ![candidate, ...running].some(isSerial)
}

export function isSerial({ tags }: Pickle): boolean {
  return tags.some(({ name }) => name === '@serial')
}
