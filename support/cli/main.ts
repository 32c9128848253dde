#!/usr/bin/env node
/**
 * Entry of the command line, in the repository and in an installation: says in one line when Node is too old, and
 * begins. Nothing else is imported before that is known, since the rest would break on an old Node with a message about
 * something else.
 */

/** Cucumber's own bounds (its package.json, "engines"). */
const [major = 0] = process.versions.node.split('.').map(Number)
const isNewEnough = major === 22 || major === 24 || major >= 26

if (isNewEnough) {
  const { makeNodeLean } = await import('./lean-node.ts')
  makeNodeLean()
  const { runAsProgram } = await import('./exit.ts')
  await runAsProgram(process.argv.slice(2))
} else {
  process.stderr.write(
    `stateproof: could not start: expected Node 22, 24, 26 or later, got ${process.version}\n`,
  )
  // Wrong usage: see exitCodes, which are not imported here.
  process.exitCode = 2
}
