/**
 * The verb `completion SHELL`, and the hidden verb that its script calls at each TAB: verbs and flags come from the
 * program itself, values from the settings' rules, scenario ids from the features, contexts from the kubeconfig, codes from the preflight.
 *
 * The scripts are those of @bomb.sh/tab. Knows nothing of what the verbs do.
 */
import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import { z } from 'zod'
import { resolveSettings, schema } from '../settings.ts'

interface Suggestion {
  value: string
  description: string
}

/**
 * To be called when every other verb is defined.
 * @param argv what was typed; scenarios and contexts are read only where they are asked for.
 */
export async function defineCompletion(program: Command, argv: readonly string[]): Promise<void> {
  const completions = tab(program, { completionCommandName: 'completion' })
  program.commands
    .find(command => command.name() === 'completion')
    ?.description('print a script for completion in bash, zsh or fish')
  if (argv[0] !== 'complete') return
  const words = argv.slice(2)
  const flag = words.at(-2) ?? ''
  const dynamic = await suggestionsFor(flag, words)
  const choicesOf = choicesByFlag()
  for (const command of completions.commands.values())
    for (const [name, option] of command.options) {
      const suggestions = `--${name}` === flag && dynamic !== undefined ? dynamic : choicesOf(name)
      if (suggestions.length > 0)
        option.handler = complete => {
          for (const { value, description } of suggestions) complete(value, description)
        }
    }
}

/** What is known only of this machine and these features; who finds it is loaded when it is asked for. */
async function suggestionsFor(flag: string, words: readonly string[]): Promise<Suggestion[] | undefined> {
  if (flag === '--context') {
    const { contextNames } = await import('../kubernetes/contexts.ts')
    return contextNames(wordAfter(words, '--kubeconfig')).map(value => ({ value, description: '' }))
  }
  if (flag === '--skip-preflight') {
    const { preflightCodes } = await import('../preflight/preflight.ts')
    return preflightCodes.map(value => ({ value, description: '' }))
  }
  if (flag !== '--scenario') return undefined
  const { selectScenarios } = await import('./select-scenarios.ts')
  const features = wordAfter(words, '--features')
  const { settings } = resolveSettings({ flags: { features }, environment: {}, file: undefined })
  return (await selectScenarios(settings)).map(({ id, name }) => ({ value: id, description: name }))
}

function wordAfter(words: readonly string[], flag: string): string | undefined {
  const place = words.indexOf(flag)
  return place < 0 ? undefined : words[place + 1]
}

/** `keep` → never, on-failure, always: the words that the settings' rules allow. */
function choicesByFlag(): (flag: string) => Suggestion[] {
  const { properties } = z.toJSONSchema(schema, { unrepresentable: 'any' })
  return flag => {
    const setting = flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const rules = properties?.[setting]
    const words = typeof rules === 'object' ? (rules.enum ?? []) : []
    return words.map(word => ({ value: String(word), description: '' }))
  }
}
