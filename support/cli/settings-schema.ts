/**
 * The JSON Schema of stateproof.yaml, for editors: made from the rules that check the settings, with the words of the
 * flags' help. Knows nothing of what the settings do.
 */
import type { Command } from 'commander'
import { z } from 'zod'
import { exitCodes } from '../failure.ts'
import { schema } from '../settings.ts'

interface Property {
  description?: string
  default?: unknown
}

/** The hidden verb `settings-schema`, by which the package gets the schema that it carries. */
export function defineSettingsSchema(
  program: Command,
  finish: (code: Promise<number>) => Promise<void>,
): void {
  program.command('settings-schema', { hidden: true }).action(() => {
    process.stdout.write(`${JSON.stringify(settingsSchema(program), null, 2)}\n`)
    return finish(Promise.resolve(exitCodes.accepted))
  })
}

/** @param program whose flags describe the settings of the same names. */
export function settingsSchema(program: Command): object {
  const {
    properties,
    required: _,
    ...rest
  } = z.toJSONSchema(schema, {
    io: 'output',
    // What is turned into something else (a shard's i/n) is checked when it is read.
    unrepresentable: 'any',
  })
  const described = describeFlags(program)
  const entries = Object.entries(properties ?? {}).map(([name, property]) => {
    const { default: preset, ...rules } = property as Property
    const description = described.get(name)
    // The cache lies somewhere else on each machine.
    const isSameEverywhere = preset !== undefined && name !== 'cacheDir'
    return [
      name,
      { ...(description && { description }), ...rules, ...(isSameEverywhere && { default: preset }) },
    ]
  })
  return {
    ...rest,
    title: 'stateproof.yaml',
    description: 'Settings of stateproof; flags and STATEPROOF_… variables come before them.',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(entries) },
  }
}

/** Setting → what the help says about its flag. */
function describeFlags(program: Command): Map<string, string> {
  const commands = [program, ...program.commands.flatMap(command => [command, ...command.commands])]
  return new Map(
    commands.flatMap(({ options }) =>
      options.map(option => [settingOf(option.attributeName()), option.description] as const),
    ),
  )
}

/** Flags that name one of several have a shorter name than their setting. */
const renamed: Record<string, string> = { name: 'names', scenario: 'scenarios' }

function settingOf(flag: string): string {
  return renamed[flag] ?? flag
}
