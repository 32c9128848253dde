/**
 * A Chromium in which the report is looked at, and the program that reads PDF files: those that are there, or Debian's and
 * Ubuntu's packages.
 *
 * Knows nothing of what is looked at.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../support/command.ts'
import { messageOf } from '../../support/failure.ts'
import { canInstallPackages, installPackages } from '../packages.ts'

/** A path, or why there is none. */
export type Provided = { chromium: string } | { lacking: string }

/** Names under which it is installed, the distributions' own first. */
const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
/** Chromium itself brings no font, and a page without one has no measure. */
const packages = ['chromium', 'poppler-utils', 'fonts-dejavu-core']

/** @param given a program that was named instead. */
export async function provideChromium(given = process.env.STATEPROOF_CHROMIUM): Promise<Provided> {
  const found = await find(given)
  if (found !== undefined) return { chromium: found }
  if (given !== undefined) return { lacking: `${given} does not run` }
  if (!canInstallPackages())
    return { lacking: 'no Chromium or no pdftotext here, and only root on Debian or Ubuntu may install them' }
  try {
    await installPackages({ packages, logFile: join(tmpdir(), 'stateproof-install-chromium.log') })
  } catch (error) {
    return { lacking: `Chromium could not be installed: ${messageOf(error)}` }
  }
  const installed = await find()
  return installed === undefined
    ? { lacking: 'the Chromium that was installed does not run' }
    : { chromium: installed }
}

async function find(given?: string): Promise<string | undefined> {
  if (!(await runs('pdftotext', '-v'))) return undefined
  for (const program of given === undefined ? programs : [given]) if (await runs(program)) return program
  return undefined
}

/** Ubuntu has a package of this name whose program only says that it is elsewhere. */
async function runs(program: string, flag = '--version'): Promise<boolean> {
  return runCommand(program, [flag], { withinMs: 30_000 }).then(
    () => true,
    () => false,
  )
}
