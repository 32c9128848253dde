/**
 * `run --dry-run`: every object that the selected scenarios would make, scenario by scenario. Makes nothing; the objects are
 * those that earlier runs have made (support/needs).
 */
import { stringify } from 'yaml'
import { existingProvider } from '../cluster/existing.ts'
import { chooseProvider } from '../cluster/provider.ts'
import { exitCodes } from '../failure.ts'
import { readTable } from '../needs/needs.ts'
import { type Planned, planObjects } from '../preflight/planned-objects.ts'
import type { Settings } from '../settings.ts'
import { newRunId } from './run-id.ts'

export async function printObjects(settings: Settings, selected: readonly { id: string }[]): Promise<number> {
  const { namespace, storageClass, output } = settings
  // Of a cluster that is there, its images; where there is none yet, the public ones stand for them.
  const acquired = await chooseProvider(settings)
    .find()
    .catch(() => existingProvider(settings).find())
  const planned = planObjects(
    readTable(),
    selected.map(({ id }) => id),
    {
      runId: newRunId(new Date()),
      filling: { ...acquired, ...(storageClass && { storageClass }) },
      ...(namespace !== undefined && { namespace }),
    },
  )
  process.stdout.write(output === 'json' ? `${JSON.stringify(planned, null, 2)}\n` : asYaml(planned))
  return exitCodes.accepted
}

function asYaml(planned: readonly Planned[]): string {
  const documents = planned.map(({ scenario, objects }) => {
    if (objects === undefined) return `# ${scenario}: not known; no run of this version has recorded it\n`
    return `# ${scenario}\n${objects.map(object => stringify(object)).join('---\n')}`
  })
  return documents.join('---\n')
}
