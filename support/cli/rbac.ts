/** The verb `rbac`: the smallest Role and ClusterRole with which the chosen scenarios run, for kubectl apply. Asks no cluster. */
import { stringify } from 'yaml'
import { exitCodes, Failure } from '../failure.ts'
import { readTable, whoNeeds } from '../needs/needs.ts'
import { type RoleManifest, rolesFor } from '../needs/roles.ts'
import { readRight } from '../rights.ts'
import type { Settings } from '../settings.ts'
import { selectScenarios } from './select-scenarios.ts'

/** @throws Failure `needs-unknown` (exit code 2) for a scenario that no run of this version has recorded. */
export async function printRoles(settings: Settings): Promise<number> {
  const ids = (await selectScenarios(settings)).map(({ id }) => id)
  const table = readTable()
  const unknown = ids.filter(id => table.scenarios[id] === undefined)
  if (unknown.length > 0)
    throw new Failure({
      code: 'needs-unknown',
      what: 'say which rights the scenarios need',
      on: `${unknown[0]}${unknown.length > 1 ? ` and ${unknown.length - 1} more` : ''}`,
      got: 'no run of this version has recorded them',
      hint: 'choose other scenarios with --tags, --name or --scenario',
      exitCode: exitCodes.usage,
    })
  const rights = [...whoNeeds(table, ids, settings.namespace).keys()].map(readRight)
  const roles = rolesFor(rights, settings.namespace)
  process.stdout.write(
    settings.output === 'json' ? `${JSON.stringify(asList(roles), null, 2)}\n` : asYaml(roles, ids.length),
  )
  return exitCodes.accepted
}

/** One document, as kubectl takes several objects in JSON. */
function asList(items: RoleManifest[]) {
  return { apiVersion: 'v1', kind: 'List', items }
}

function asYaml(roles: readonly RoleManifest[], scenarios: number): string {
  const head = `# What ${scenarios} scenarios of stateproof need. Bind each to the user or ServiceAccount of the run.\n`
  return head + roles.map(role => stringify(role)).join('---\n')
}
