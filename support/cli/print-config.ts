/**
 * `--print-config`: each setting with its value and where it came from, as a settings file that can be saved, or as data.
 * Knows nothing of what the settings do.
 */
import { resolve } from 'node:path'
import { stringify } from 'yaml'
import { environmentName, flagName, type ResolvedSettings } from '../settings.ts'
import { printResult } from './output.ts'

/** @param file the settings file that was named, if one was. */
export function printConfig({ settings, sources }: ResolvedSettings, file?: string): Promise<number> {
  const origins = {
    flag: flagName,
    environment: environmentName,
    file: () => resolve(file ?? 'stateproof.yaml'),
    default: () => undefined,
  }
  const list = Object.entries(settings)
    .map(([name, value]) => {
      const source = sources.get(name) ?? 'default'
      const from = origins[source](name)
      return { name, value, source, ...(from !== undefined && { from }) }
    })
    .sort((a, b) => a.name.localeCompare(b.name))
  return printResult(settings, list, () =>
    list
      .map(({ name, value, source, from }) => {
        const line = stringify({ [name]: value }, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()
        return `${line.replace(/^\{ (.*) \}$/s, '$1')}  # ${source}${from === undefined ? '' : ` ${from}`}`
      })
      .join('\n'),
  )
}
