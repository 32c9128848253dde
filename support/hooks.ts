/**
 * What happens around each scenario, as a table of contents: namespace and journal before its first object; evidence
 * first and removal second after its last.
 */
import {
  After,
  AfterStep,
  Before,
  BeforeStep,
  type ITestCaseHookParameter,
  type ITestStepHookParameter,
  setDefaultTimeout,
  setParallelCanAssign,
  setWorldConstructor,
} from '@cucumber/cucumber'
import { collectEvidence } from './evidence/collect-evidence.ts'
import { interruption } from './interruption.ts'
import { mayRunBeside } from './parallel.ts'
import { type VerdictNote, verdictMediaType } from './record.ts'
import { closeScenario, openScenario } from './scenario.ts'
import { scenarioId } from './scenario-id.ts'
import { scaledTimeouts } from './timeouts.ts'
import { noteBlindness, noteFailure } from './verdict-notes.ts'
import { StateproofWorld } from './world.ts'

setWorldConstructor(StateproofWorld)
setParallelCanAssign(mayRunBeside)
// A backstop: every wait has its own, shorter bound, so that this one is never the first to speak.
setDefaultTimeout(scaledTimeouts(20).step)

Before(async function (this: StateproofWorld, { pickle }: ITestCaseHookParameter) {
  if (interruption.aborted)
    return skip(this, { verdict: 'inconclusive', reason: 'the run was interrupted before this scenario' })
  const tags = pickle.tags.map(({ name }) => name)
  const id = scenarioId(pickle.uri, pickle.name)
  const lacking = tags.map(tag => this.run.lacking[tag]).find(reason => reason !== undefined)
  if (lacking !== undefined) return skip(this, { verdict: 'not supported', reason: lacking })
  const barred = this.run.barred[id]
  if (barred !== undefined) return skip(this, barred)
  try {
    await openScenario(this, id, tags)
  } catch (error) {
    await noteFailure(this, error)
    throw error
  }
})

BeforeStep(function (this: StateproofWorld, { pickleStep }: ITestStepHookParameter) {
  if (this.isOpen) this.scope.journal.record({ source: 'step', type: 'began', name: pickleStep.text })
})

AfterStep(async function (this: StateproofWorld, { pickleStep, result, error }: ITestStepHookParameter) {
  if (this.isOpen)
    this.scope.journal.record({
      source: 'step',
      type: 'ended',
      name: pickleStep.text,
      data: { status: result.status },
    })
  if (error !== undefined) await noteFailure(this, error)
})

After(async function (this: StateproofWorld, { result }: ITestCaseHookParameter) {
  if (!this.isOpen) return
  const failed = result?.status === 'FAILED'
  // Whatever goes wrong here, the watches must end and the namespace must go.
  try {
    // First of all: what is healed explains nothing any more.
    if (failed) await collectEvidence(this.scope)
    await this.faults.healAll()
    await this.seen.traffic?.stop()
    await this.seen.probe?.asking.stop()
    await this.seen.writing?.stop()
    this.ledger.flush()
    if (!failed) await noteBlindness(this)
  } finally {
    await closeScenario(this, failed)
  }
})

function skip(world: StateproofWorld, note: VerdictNote): 'skipped' {
  world.attach(JSON.stringify(note), { mediaType: verdictMediaType })
  return 'skipped'
}
