/**
 * Every object that scenarios would make, as it would be sent: the templates of the table of needs, filled and marked. Pure.
 */
import { resourceOf } from '../kubernetes/kinds.ts'
import { type NeedsTable, needsOf, type Template } from '../needs/needs.ts'
import { type Filling, fromTemplate } from '../needs/template.ts'
import { nameNamespace } from '../run-context.ts'
import { marked } from '../scope.ts'

export interface Planned {
  scenario: string
  /** Absent for a scenario that no run of this version has recorded. */
  objects?: object[]
}

export interface Plan {
  runId: string
  filling: Filling
  /** The one namespace that the run is given. */
  namespace?: string
}

export function planObjects(table: NeedsTable, scenarios: readonly string[], plan: Plan): Planned[] {
  const { runId, filling } = plan
  return scenarios.map(scenario => {
    const namespace = nameNamespace(plan, scenario)
    const objects = needsOf(table, scenario)
      ?.objects.filter(({ kind }) => kind !== 'Namespace' || plan.namespace === undefined)
      .map(template => mark(fromTemplate(template, filling, namespace), { runId, scenario, namespace }))
    return { scenario, ...(objects && { objects }) }
  })
}

function mark(object: object, facts: { runId: string; scenario: string; namespace: string }): object {
  const { runId, scenario, namespace } = facts
  const place = resourceOf((object as Template).kind)?.namespaced === false ? {} : { namespace }
  return marked(object as Parameters<typeof marked>[0], { runId, scenario, ...place })
}
