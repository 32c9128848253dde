/**
 * Scenarios that break what others rest on (nodes, kube-system, class defaults) are for clusters that we made. On another
 * one they run only if its context was named on purpose.
 */
import type { Finding } from '../record.ts'
import { type Inquiry, idsWith, limits, unusable, warning } from './inquiry.ts'

const code = 'disruption'

export async function lookAtDisruption({
  settings,
  acquired,
  cluster,
  selected,
}: Inquiry): Promise<Finding[]> {
  const { allowDisruptive } = settings
  const disruptive = idsWith(selected, '@disruptive')
  if (allowDisruptive !== undefined && allowDisruptive !== cluster.context)
    return [
      unusable(
        code,
        `--allow-disruptive names context "${allowDisruptive}", and this one is "${cluster.context}"`,
        {
          fix: 'name the context that you mean, in both places',
        },
      ),
    ]
  if (disruptive.length === 0 || acquired.provider === 'kind') return []
  if (allowDisruptive !== undefined)
    return [
      warning(code, `${disruptive.length} scenarios will disturb everybody on this cluster, as was allowed`, {
        scenarios: disruptive,
      }),
    ]
  return [
    limits(code, `${disruptive.length} scenarios would disturb everybody on this cluster`, {
      fix: `if nobody minds: --allow-disruptive ${cluster.context}`,
      scenarios: disruptive,
      verdict: 'skipped',
    }),
  ]
}
