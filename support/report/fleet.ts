/**
 * Several clusters at a glance: what each run came to, as a table for people and as data. Pure functions; the runs'
 * own reports have everything else.
 */
import { type ExitCode, exitCodes } from '../failure.ts'
import { plainLine } from '../plain-text.ts'
import type { RunVerdict, Verdict } from './verdicts.ts'

export interface FleetMember {
  context: string
  /** Absent where no run came to be; then the problem says why. */
  verdict?: RunVerdict
  counts?: Record<Verdict, number>
  reasons: string[]
  problem?: string
  exitCode: number
  /** Folder of the run, from the fleet's. */
  folder: string
}

/** Worst first: what says most about a cluster before what says that nothing is known. */
const severity: readonly number[] = [
  exitCodes.interrupted,
  exitCodes.failed,
  exitCodes.environment,
  exitCodes.usage,
  exitCodes.inconclusive,
  exitCodes.nothingRan,
  exitCodes.accepted,
]

/** The exit code of the whole: the worst of its members'. */
export function fleetExitCode(members: readonly FleetMember[]): ExitCode {
  const rank = ({ exitCode }: FleetMember) => {
    const place = severity.indexOf(exitCode)
    // A code that is none of ours: it crashed.
    return place < 0 ? severity.indexOf(exitCodes.environment) : place
  }
  return severity[Math.min(...members.map(rank))] as ExitCode
}

const columns: Verdict[] = ['passed', 'failed', 'inconclusive', 'not supported', 'skipped']

/** One line for each cluster, in the order in which they were named. */
export function renderFleetTable(members: readonly FleetMember[]): string {
  const rows = members.map(({ context, verdict, counts, folder }) => [
    plainLine(context),
    verdict ?? 'not usable',
    ...columns.map(column => String(counts?.[column] ?? '-')),
    verdict === undefined ? '-' : `${folder}/report.html`,
  ])
  const table = [['cluster', 'verdict', ...columns, 'report'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map(row => row[column]?.length ?? 0))) ?? []
  const lines = table.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const notes = members.flatMap(({ context, reasons, problem }) =>
    [...(problem === undefined ? [] : [problem]), ...reasons].map(reason => `${context}: ${reason}`),
  )
  return [...lines, ...notes.map(note => `  - ${plainLine(note)}`)].join('\n')
}

/** fleet.json: keys in a fixed order. */
export function fleetDocument(members: readonly FleetMember[], harnessVersion: string) {
  return { apiVersion: 'stateproof.dev/v1alpha1', kind: 'FleetReport', harnessVersion, clusters: members }
}
