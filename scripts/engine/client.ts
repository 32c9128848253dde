/**
 * The docker client, which builds, saves and loads images, and which kind calls. An engine may be there without it.
 *
 * Knows nothing of where the engine is.
 */
import { runCommand } from '../../support/command.ts'
import { Failure } from '../../support/failure.ts'

/** @throws Failure `docker-client-missing` (exit code 3) before anything is made, instead of in the middle of it. */
export async function requireClient(): Promise<void> {
  try {
    // Speaks to no engine.
    await runCommand('docker', ['--version'])
  } catch (cause) {
    if (!(cause instanceof Failure && cause.code === 'command-missing')) throw cause
    throw new Failure({
      code: 'docker-client-missing',
      what: 'use the Docker engine',
      expected: 'its client, the program docker, on the PATH',
      got: 'no such program',
      hint: 'install it (docker-ce-cli from https://docs.docker.com/engine/install/; docker-cli or docker.io on Debian and Ubuntu), then try again',
      cause,
    })
  }
}
