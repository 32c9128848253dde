/**
 * Folds the lines of a journal into one timeline for each attempt of each scenario, line by line: what is kept of a line
 * is little, so that a journal of any length fits.
 *
 * Pure; knows nothing of files.
 */
import type { Entry } from '../../record.ts'
import { noteObject } from './note-object.ts'
import { noteRecord } from './note-record.ts'
import { emptyTimeline, type Timeline } from './timeline.ts'

/** By scenario id, one for each attempt, the oldest first. */
export type Timelines = ReadonlyMap<string, readonly Timeline[]>

export interface TimelineCollector {
  add(entry: Entry): void
  finish(): Timelines
}

export function collectTimelines(): TimelineCollector {
  const timelines = new Map<string, Timeline[]>()
  return {
    add(entry) {
      if (entry.scenario === undefined) return
      const attempts = timelines.get(entry.scenario) ?? []
      timelines.set(entry.scenario, attempts)
      // Each attempt has a journal of its own, which counts from 1.
      if (entry.seq === 1 || attempts.length === 0)
        attempts.push(emptyTimeline(entry.scenario, entry.time, entry.atMs))
      const timeline = attempts.at(-1)
      if (timeline !== undefined) note(timeline, entry)
    },
    finish() {
      for (const attempts of timelines.values()) for (const timeline of attempts) end(timeline)
      return timelines
    },
  }
}

function note(timeline: Timeline, entry: Entry): void {
  timeline.lines++
  timeline.untilMs = Math.max(timeline.untilMs, entry.atMs)
  if (entry.source === 'watch') noteObject(timeline, entry)
  else noteRecord(timeline, entry)
}

/** The picture ends with the last step: what follows is our own clean-up. */
function end(timeline: Timeline): void {
  const last = timeline.steps.at(-1)
  if (last?.untilMs !== undefined) timeline.untilMs = last.untilMs
}
