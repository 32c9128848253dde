/** The pictures of one scenario: timeline, recovery, ledger, each where its journal has something to draw. */
import { judgementSentence, ledgerPicture } from '../pictures/ledger-picture.ts'
import { type Picture, renderPicture } from '../pictures/picture.ts'
import { recoveryPicture } from '../pictures/recovery-picture.ts'
import { timelinePicture } from '../pictures/timeline-picture.ts'
import type { ScenarioResult } from '../scenarios.ts'
import { recoveriesIn } from '../timeline/recovery.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { html, type Markup } from './html.ts'
import type { PageFacts } from './page-facts.ts'

/** Of the last attempt. @param anchor is unique on the page. */
export function describePictures({ timelines }: PageFacts, scenario: ScenarioResult, anchor: string): Markup {
  const timeline = timelineOf(timelines.get(scenario.id) ?? [], scenario)
  if (timeline === undefined) return html`<p class="soft">The journal has no line of this scenario.</p>`
  return html`${picturesOf(timeline, scenario, anchor).map(renderPicture)}${timeline.judgement !== undefined && html`<p>${judgementSentence(timeline.judgement)}</p>`}`
}

/** Of several attempts, or of two scenarios of one name, the one that began when this one did. */
function timelineOf(all: readonly Timeline[], { attempts }: ScenarioResult): Timeline | undefined {
  const begunAt = Date.parse(attempts.at(-1)?.startedAt ?? '')
  const distance = ({ startedAt }: Timeline) => Math.abs(Date.parse(startedAt) - begunAt) || 0
  return all.toSorted((a, b) => distance(a) - distance(b))[0]
}

function picturesOf(timeline: Timeline, { figures }: ScenarioResult, anchor: string): Picture[] {
  const { untilMs } = timeline
  const pictures = [
    timelinePicture(timeline, `${anchor}-t`),
    recoveryPicture(recoveriesIn(timeline, figures), { id: `${anchor}-r`, untilMs }),
    ledgerPicture(timeline, `${anchor}-l`),
  ]
  return pictures.filter(picture => picture !== undefined)
}
