/**
 * Picks the diagnosis of a scenario that did not pass. All rules look; of those that fit, the surest one speaks, and among
 * equally sure ones the one that stands first in the list.
 *
 * The list goes from the most specific cause to the most general:
 * 1. why nobody can know (nothing was tested, interrupted, API server away, a hole in the journal);
 * 2. causes that somebody has made (an object refused or changed on its way in), and of these Elasticsearch's strangers
 *    first, since it says what follows;
 * 3. causes in the infrastructure: image, a mistake that nobody names, claim and provisioner, node, scheduling, mount;
 * 4. causes in the container: memory, crash, and what Elasticsearch itself says;
 * 5. causes in what the promise is about: DNS, order, volume, content, and the server behind it;
 * 6. symptoms: a probe that fails, no master, content that is lost.
 *
 * Where the record has holes, nobody is certain: each hole takes one step from the confidence, and the sentence says so.
 * Pure; knows nothing of files.
 */
import type { Confidence, Diagnosis } from './diagnosis.ts'
import { atLine, type Facts, short } from './facts.ts'
import type { Rule } from './rule.ts'
import { admissionChanged, admissionRefused } from './rules/admission.ts'
import { claimUnbound, provisionerDown } from './rules/claims.ts'
import { crashLoop, outOfMemory, probeFails } from './rules/containers.ts'
import { contentLost, denied, readOnly, volumeFails } from './rules/content.ts'
import {
  answersLiveTooLong,
  missingInSlices,
  noAnswer,
  noReplica,
  oneReplicaBehind,
  unreadyInSlices,
} from './rules/dns.ts'
import { nodeSays, nodesApart, noMaster, shardsUnassigned, strangersExpected } from './rules/elasticsearch.ts'
import { harnessFailed, interrupted, journalGap, serverLost, unwritten } from './rules/ignorance.ts'
import { imagePull } from './rules/images.ts'
import { boundAnyway, causeNotNamed } from './rules/mistakes.ts'
import { mountFails } from './rules/mounts.ts'
import { nfsServerDown, programRemoves, serverForgot } from './rules/nfs-server.ts'
import { nodeNotReady } from './rules/nodes.ts'
import { controllerDidNotWait, parallelPolicy } from './rules/order.ts'
import { reclaimFails } from './rules/reclaim.ts'
import { unschedulable } from './rules/scheduling.ts'
import { besideTheClaim, claimReplaced, sharedDirectory } from './rules/volumes.ts'

/** Most specific first. */
export const rules: readonly Rule[] = [
  unwritten,
  interrupted,
  serverLost,
  journalGap,
  strangersExpected,
  admissionRefused,
  sharedDirectory,
  admissionChanged,
  imagePull,
  causeNotNamed,
  provisionerDown,
  claimUnbound,
  reclaimFails,
  nodeNotReady,
  mountFails,
  unschedulable,
  outOfMemory,
  nodesApart,
  ...nodeSays,
  crashLoop,
  noReplica,
  answersLiveTooLong,
  missingInSlices,
  unreadyInSlices,
  oneReplicaBehind,
  noAnswer,
  parallelPolicy,
  claimReplaced,
  besideTheClaim,
  readOnly,
  denied,
  programRemoves,
  serverForgot,
  volumeFails,
  nfsServerDown,
  boundAnyway,
  shardsUnassigned,
  noMaster,
  controllerDidNotWait,
  probeFails,
  contentLost,
  harnessFailed,
]

/** A hole in the record takes nothing from these: it is what they speak of. */
const aboutTheRecord: ReadonlySet<Rule> = new Set([unwritten, interrupted, serverLost, journalGap])

const order: readonly Confidence[] = ['certain', 'likely', 'possible']

/** @returns always one: where no rule fits, it says so. */
export function diagnose(facts: Facts): Diagnosis {
  const found = rules.flatMap(rule => {
    const diagnosis = attempt(rule, facts)
    return diagnosis === undefined ? [] : [{ rule, diagnosis }]
  })
  const ranked = order.flatMap(level => found.filter(({ diagnosis }) => diagnosis.confidence === level))
  const holes = holesIn(facts)
  if (ranked[0] === undefined) return unexplained(facts, holes)
  const { rule, diagnosis: best } = ranked[0]
  if (holes.length === 0 || aboutTheRecord.has(rule)) return best
  const step = order.indexOf(best.confidence) + 1
  return { ...best, sentence: `${best.sentence} ${said(holes)}`, confidence: order[step] ?? 'possible' }
}

/** A rule that stumbles over a strange record has found nothing; the others still look. */
function attempt(rule: Rule, facts: Facts): Diagnosis | undefined {
  try {
    return rule.look(facts)
  } catch {
    return undefined
  }
}

/** What the record lacks, one phrase each. */
function holesIn({ past, unreadable, evidence, failure }: Facts): string[] {
  // A log that could not be read tells little; objects and answers that could not, may have told another cause.
  const missing = evidence.index?.missing.filter(({ file }) => !file.startsWith('logs/')).length ?? 0
  return [
    ...(past.gaps.length > 0 ? [`the journal has ${count(past.gaps.length, 'gap')}`] : []),
    ...(unreadable > 0 ? [`${count(unreadable, 'line')} of the journal could not be read`] : []),
    ...(past.lives.length === 0 ? ['the journal has no objects of this scenario'] : []),
    // Without a failed step nothing was collected, and nothing is missing.
    ...(evidence.index === undefined && failure !== undefined ? ['there is no evidence of the moment'] : []),
    ...(missing > 0 ? [`${count(missing, 'piece')} of evidence could not be got`] : []),
  ]
}

function unexplained({ failure, reason, past }: Facts, holes: string[]): Diagnosis {
  const { failedStep } = past
  const sentence = `No rule of the diagnosis explains this; what is known is what the step saw: ${short(failure?.got ?? reason)}.`
  return {
    sentence: holes.length === 0 ? sentence : `${sentence} ${said(holes)}`,
    confidence: 'possible',
    restsOn: failedStep === undefined ? [] : [atLine(failedStep.line, 'the step that failed')],
  }
}

function said(holes: string[]): string {
  return `(Less sure, since ${holes.join(', ')}.)`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
