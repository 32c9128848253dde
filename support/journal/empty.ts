/** Whether a scenario's namespace holds nothing any more that takes time to go. A pure check on the journal's view. */
import { type Check, met, notYet } from '../check.ts'
import type { View } from './view.ts'

/** No Pods and no claims: both go only when a kubelet or a controller has let them. */
export const isEmptyOfPods: Check<View> = {
  what: 'the namespace to be empty',
  look(view) {
    const left = [...view.list('Pod'), ...view.list('PersistentVolumeClaim')]
    const names = left.map(({ metadata }) => metadata?.name).join(', ')
    return left.length === 0 ? met('no Pods, no claims') : notYet(names)
  },
}
