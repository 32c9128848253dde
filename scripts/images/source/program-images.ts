/**
 * Images that consist of programs: on nothing, or on another image.
 *
 * Knows nothing of what the programs are.
 */
import { type BuildContext, buildImage } from '../build-context.ts'
import { contentKey } from '../content-key.ts'
import { programsOnly, stage } from './staging.ts'

/** A scratch image of static programs, of which the first is the entry point. */
export function ofPrograms(context: BuildContext, name: string, programs: string[]): Promise<string> {
  const dockerfile = programsOnly(name)
  const folder = async (directory: string) => stage({ directory, dockerfile, programs })
  return buildImage(context, { name, key: contentKey(dockerfile, ...programs), folder })
}

/** An image of programs on another one, whose userland they need. */
export function withPrograms(
  context: BuildContext,
  parent: string,
  name: string,
  programs: string[],
): Promise<string> {
  return onBase(context, parent, name, 'COPY bin/ /usr/local/bin/', programs)
}

/** An image on another one, by one instruction. */
export function onBase(
  context: BuildContext,
  parent: string,
  name: string,
  instruction: string,
  programs: string[] = [],
): Promise<string> {
  const dockerfile = `FROM ${parent}\n${instruction}\n`
  const folder = async (directory: string) => stage({ directory, dockerfile, programs })
  return buildImage(context, { name, key: contentKey(dockerfile, ...programs), folder })
}
