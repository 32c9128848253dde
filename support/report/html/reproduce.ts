/** How to do it again: commands that can be pasted into a shell. */
import type { RunResults } from '../results.ts'
import { isProblem } from '../verdicts.ts'
import { html, type Markup } from './html.ts'
import { sectionHeading } from './verdict.ts'

export function describeReproduction({ facts, scenarios }: RunResults): Markup {
  const failed = scenarios.filter(isProblem)
  const command = facts?.command ?? 'stateproof run'
  const folder = `reports/${facts?.runId ?? '<run>'}`
  const commands: [string, string][] = [
    [`With stateproof ${facts?.harnessVersion ?? ''}, the whole run:`, command],
    ...(failed.length === 0
      ? []
      : [
          [
            'Only what went wrong:',
            `stateproof run ${failed.map(({ id }) => `--scenario ${id}`).join(' ')}`,
          ] as [string, string],
        ]),
    ['This page again from its record, byte for byte:', `stateproof report ${folder}`],
    ['Whether the files are still those of the run, in its folder:', 'sha256sum --check SHA256SUMS'],
  ]
  return html`<section aria-labelledby="reproduce">${sectionHeading('reproduce')}
${commands.map(([what, line]) => html`<p>${what}</p><pre>${line}</pre>`)}</section>`
}
