/**
 * What programs may import from the package: reads a run's folder as the reports do, with the types of what it finds.
 * Never reaches a cluster.
 */

export type { Entry, Figure, NodeFacts, RunEnd, RunFacts } from '../record.ts'
export { exitCodeOf, type RunResults, readResults } from './results.ts'
export type { Attempt, ScenarioResult, StepResult } from './scenarios.ts'
export type { Level, RunVerdict, Verdict } from './verdicts.ts'
