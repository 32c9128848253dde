/** Cucumber's own output goes nowhere: the terminal is ours, and the record is written from the messages. */
import { Writable } from 'node:stream'
import type { IRunEnvironment } from '@cucumber/cucumber/api'

/** @param cwd folder from which features are named. */
export function silentEnvironment(cwd: string): IRunEnvironment {
  return { cwd, stdout: discard(), stderr: discard(), env: process.env }
}

function discard(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
