/**
 * Turns a verb's text into what `--help` prints after its flags: description, examples, where values come from, exit
 * codes, other verbs. As complete as a manual page, so that none is needed.
 *
 * Knows nothing of what the verbs do.
 */
import type { Command } from 'commander'
import { exitCodesOfARun, type VerbText, verbTexts } from './verb-texts.ts'

/** Gives every verb of the program its text. */
export function explainVerbs(program: Command): void {
  for (const [words, command] of verbsOf(program)) {
    const text = verbTexts[words]
    if (text !== undefined) explain(command, text)
  }
  program.addHelpText('after', () => `\n${[everywhere(), exitStatus(exitCodesOfARun)].join('\n\n')}\n`)
}

/** Each verb with its words (`cluster up`), those that are hidden left out. */
export function verbsOf(program: Command): [words: string, command: Command][] {
  const helper = program.createHelp()
  const below = (parent: Command, before: string): [string, Command][] =>
    helper
      .visibleCommands(parent)
      .filter(command => command.name() !== 'help')
      .flatMap(command => {
        const words = `${before}${command.name()}`
        return [[words, command] as [string, Command], ...below(command, `${words} `)]
      })
  return below(program, '')
}

function explain(command: Command, text: VerbText): void {
  // The short description stays the line in the list of verbs.
  command.summary(command.summary() || command.description())
  command.description(text.description.join('\n\n'))
  const { exitCodes } = text
  const ofAVerb = exitCodes === undefined ? [] : [everywhere(), exitStatus(exitCodes)]
  const sections = [examples(text), ...ofAVerb, seeAlso(text)]
  command.addHelpText('after', () => `\n${sections.filter(Boolean).join('\n\n')}\n`)
}

function examples({ examples }: VerbText): string {
  return ['Examples:', ...examples.map(([command, purpose]) => `  # ${purpose}\n  ${command}`)].join('\n')
}

function everywhere(): string {
  return `Where values come from:
  A flag comes before the environment, and that before the settings file. Each
  flag has a variable (--timeout-scale is STATEPROOF_TIMEOUT_SCALE) and a key in
  stateproof.yaml of the current folder, or in the file that --config names
  (timeoutScale: 2). --print-config shows what holds, and why. The package has a
  JSON Schema of the file: stateproof/stateproof.schema.json.
  NO_COLOR and FORCE_COLOR are heeded; without a terminal there is no colour.`
}

function exitStatus(exitCodes: string): string {
  return `Exit codes:\n  ${exitCodes}`
}

function seeAlso({ seeAlso }: VerbText): string {
  if (seeAlso.length === 0) return ''
  return `See also:\n  ${seeAlso.map(words => `stateproof ${words} --help`).join('\n  ')}`
}
