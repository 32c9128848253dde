/** The verb `list`: every scenario with its id, level, tags and needs. */
import type { Settings } from '../settings.ts'
import { printResult } from './output.ts'
import { inShard, selectScenarios } from './select-scenarios.ts'

export async function listScenarios(settings: Settings): Promise<number> {
  const scenarios = inShard(await selectScenarios(settings), settings).map(({ id, name, level, tags }) => ({
    id,
    name,
    level,
    tags,
    needs: tags.filter(tag => tag.startsWith('@needs-')),
  }))
  return printResult(settings, scenarios, () =>
    scenarios.map(({ id, level, name }) => `${level.padEnd(6)}  ${id}\n        ${name}`).join('\n'),
  )
}
