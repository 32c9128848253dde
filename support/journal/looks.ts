/** Who looks at the view, and at which kind. Knows nothing of what follows from it. */
import type { Check } from '../check.ts'
import type { Kind } from '../kubernetes/kinds.ts'
import type { View } from './view.ts'

type OnLook = (kind: Kind) => void

/** The same view; every look is told before it is answered. */
export function tellingOfLooks(view: View, onLook: OnLook): View {
  const told = <Result>(kind: Kind, look: () => Result): Result => {
    onLook(kind)
    return look()
  }
  return {
    get: (kind, name) => told(kind, () => view.get(kind, name)),
    list: kind => told(kind, () => view.list(kind)),
    podsOf: statefulSet => told('Pod', () => view.podsOf(statefulSet)),
    eventsOf: (kind, name) => told('Event', () => view.eventsOf(kind, name)),
  }
}

/** The same check; of its looks only the last is told, which something follows from. After the others it looks again. */
export function tellingOfLastLook<T>(check: Check<View, T>, onLook: OnLook): Check<View, T> {
  return {
    what: check.what,
    look(view) {
      const kinds = new Set<Kind>()
      const answer = check.look(tellingOfLooks(view, kind => void kinds.add(kind)))
      if (answer.state !== 'notYet') for (const kind of kinds) onLook(kind)
      return answer
    },
  }
}
