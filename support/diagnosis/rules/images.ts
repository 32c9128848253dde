/** An image that cannot be pulled. */
import { atLine, short } from '../facts.ts'
import { statusesOf } from '../objects.ts'
import { eventsAbout } from '../past.ts'
import { type Rule, unreadyPods, weightOf } from '../rule.ts'

const reasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'])

export const imagePull: Rule = {
  name: 'image-pull',
  look(facts) {
    for (const { name, last } of unreadyPods(facts)) {
      const status = statusesOf(last.value).find(({ state }) => reasons.has(state?.waiting?.reason ?? ''))
      if (status === undefined) continue
      // Why it failed stands in one event only; later ones say that it is tried again.
      const [event] = eventsAbout(
        facts.past,
        'Pod',
        name,
        /Failed to pull|not present with pull policy|couldn't parse/,
      )
      const why = event?.value.message ?? status.state?.waiting?.message ?? ''
      return {
        sentence: `Pod ${name} cannot start: image ${status.image} of container ${status.name} cannot be pulled (${status.state?.waiting?.reason}: ${short(why)}).`,
        confidence: weightOf(facts, name),
        restsOn: [
          atLine(last.line, `Pod ${name} waits: ${status.state?.waiting?.reason}`),
          ...(event === undefined ? [] : [atLine(event.line, short(event.value.message))]),
        ],
      }
    }
    return undefined
  },
}
