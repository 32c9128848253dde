/**
 * `npm run check`: everything about the repository that can be known without a cluster, one line each.
 * Exit code 1 if anything is wrong.
 */
import { join } from 'node:path'
import { printableCommand, runCommand } from '../../support/command.ts'
import { messageOf } from '../../support/failure.ts'
import { findGherkinProblems } from './gherkin.ts'
import { checkGo } from './go.ts'
import { findWrongImports } from './imports.ts'
import { type Outcome, runStage } from './stages.ts'

const root = join(import.meta.dirname, '..', '..')
const program = (name: string) => join(root, 'node_modules', '.bin', name)

/** Runs every check. @returns one outcome each; a check that cannot run here is skipped, and says why. */
export async function runChecks(): Promise<Outcome[]> {
  return [
    await runStage('types (tsc)', () => succeeds(program('tsc'), ['--noEmit', '-p', root])),
    await runStage('lint and format (Biome)', () =>
      succeeds(program('biome'), ['check', '--no-errors-on-unmatched', root]),
    ),
    await runStage('import arrows', async () => findWrongImports(root)),
    await runStage('Gherkin rules', async () => findGherkinProblems(root)),
    await runStage('Go: vet and gofmt', checkGo),
  ]
}

async function succeeds(file: string, args: string[]): Promise<string[]> {
  try {
    await runCommand(file, args, { cwd: root })
    return []
  } catch (error) {
    return [`${printableCommand(file.split('/').at(-1) ?? file, args.slice(0, 1))}: ${messageOf(error)}`]
  }
}

if (import.meta.main) {
  const outcomes = await runChecks()
  process.exitCode = outcomes.every(({ failed }) => failed === 0) ? 0 : 1
}
