/**
 * The command line: verbs, flags and help texts. Turns words into settings and calls one function a verb.
 *
 * Knows nothing of what the verbs do; nothing else in the project knows the command line.
 */
import { Command, CommanderError } from 'commander'
import { exitCodes } from '../failure.ts'
import { resolveSettings } from '../settings.ts'
import { defineCompletion } from './completion.ts'
import { collectContexts, splitContexts } from './contexts.ts'
import { explainVerbs } from './help/help.ts'
import { defineRunShard } from './run-shard.ts'
import { defineSettingsSchema } from './settings-schema.ts'
import * as verbs from './verbs.ts'

/** Runs the verb that `argv` names and returns the exit code (README, "Exit codes"). */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.accepted
  const program = defineProgram(async code => {
    exitCode = await code
  })
  try {
    await defineCompletion(program, argv)
    explainVerbs(program)
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has printed its one line already; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.accepted : exitCodes.usage
    throw error
  }
}

/** Every verb with its flags; without help texts and completion. */
export function defineProgram(finish: (code: Promise<number>) => Promise<void>): Command {
  const program = new Command('stateproof')
    .description('Proves on a real cluster that Kubernetes keeps its promises to stateful workloads.')
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .configureHelp({ showGlobalOptions: false })
  const define = (parent: Command, words: string, description: string, verb: verbs.Verb) => {
    const command = parent
      .command(words)
      .description(description)
      .exitOverride()
      .showHelpAfterError('(see --help)')
    return withCommonFlags(command).action((...received: unknown[]) => finish(start(received, verb)))
  }
  defineRunVerbs(program, define)
  defineClusterVerbs(program, define)
  defineImageVerbs(program, define)
  defineSettingsSchema(program, finish)
  defineRunShard(program, finish)
  return program
}

type Define = (parent: Command, words: string, description: string, verb: verbs.Verb) => Command

function defineRunVerbs(program: Command, define: Define): void {
  withClusterFlags(
    withSelectionFlags(define(program, 'run', 'run the scenarios and write a report', verbs.run)),
  )
    .optionsGroup('How to run:')
    .option('--parallel <n>', 'scenarios at the same time (default: 1)')
    .option('--timeout-scale <factor>', 'multiply our patience (not the limits stated in the features)')
    .option('--fail-fast', 'start no further scenario after the first that failed')
    .option('--keep <when>', 'keep namespaces: never, on-failure or always')
    .option('--output-dir <dir>', 'folder for the report (default: reports/<run id>)')
    .option('--dry-run', 'print every object that would be made, and make none')
    .option('--in-cluster', 'run as a Job inside the cluster, split over several Pods')
    .option('--shards <n>', 'Pods of that Job (default: 4)')
    .option('--harness-image <reference>', 'image of stateproof that the nodes of an existing cluster pull')
  withClusterFlags(
    withSelectionFlags(
      define(program, 'check', 'say whether a run can begin, and what could not run', verbs.check),
    ),
  )
  withSelectionFlags(define(program, 'rbac', 'print the least rights that the scenarios need', verbs.rbac))
    .optionsGroup('Where:')
    .option('-n, --namespace <name>', 'for a run in this one namespace')
  withSelectionFlags(define(program, 'list', 'list the scenarios with ids and levels', verbs.list))
  defineRecordVerbs(program, define)
  withClusterFlags(
    define(program, 'cleanup [run]', 'remove what a run, or every run, left on the cluster', verbs.cleanup),
  )
  define(program, 'version', 'print versions', verbs.version)
}

/** Verbs that read what runs left behind, and need no cluster. */
function defineRecordVerbs(program: Command, define: Define): void {
  define(program, 'report <dir>', 'write the reports of a run again from its record', verbs.report)
  define(
    program,
    'diff <before> <after>',
    'compare two runs: exit code 1 if anything got worse',
    verbs.diff,
  ).option('--html <file>', 'write the comparison as a page, too')
  define(
    program,
    'merge <dirs...>',
    'join the parts of a run that was split with --shard',
    verbs.merge,
  ).option('--output-dir <dir>', 'folder for the joined run (default: reports/<run id>)')
  define(
    program,
    'collect [dir]',
    'pack a run (default: the newest) into one archive for a bug report',
    verbs.collect,
  ).option('--output-dir <dir>', 'folder for the archive (default: the current one)')
}

function defineClusterVerbs(program: Command, define: Define): void {
  const cluster = program
    .command('cluster')
    .description('the kind cluster that stateproof makes')
    .exitOverride()
  withSupplyFlags(define(cluster, 'up', 'make the cluster, or what is missing of it', verbs.clusterUp))
  define(cluster, 'down', 'remove the cluster and everything made for it', verbs.clusterDown).option(
    '--purge',
    'remove the cache with images and programs, too',
  )
  define(cluster, 'status', 'say what is there', verbs.clusterStatus)
}

function defineImageVerbs(program: Command, define: Define): void {
  const images = program.command('images').description('the images that the cluster needs').exitOverride()
  withReferenceFlags(
    define(images, 'list', 'list images, versions and where they come from', verbs.imagesList),
  )
  withSupplyFlags(
    define(images, 'build', 'make the images ready without making a cluster', verbs.imagesBuild),
  )
  withSupplyFlags(
    define(
      images,
      'save <file>',
      'write all images to one file, for a site without network',
      verbs.imagesSave,
    ),
  )
  define(images, 'load <file>', 'take the images from such a file', verbs.imagesLoad)
}

function withCommonFlags(command: Command): Command {
  return command
    .optionsGroup('Everywhere:')
    .option('-o, --output <format>', 'text, json or yaml')
    .option('-v, --verbose', 'show causes and stack traces')
    .option('--color <when>', 'auto, always or never')
    .option('--config <file>', 'settings file (default: stateproof.yaml if there is one)')
    .option('--cluster-name <name>', 'name of the kind cluster')
    .option(
      '--print-config',
      'print every setting with its value and where it came from, and do nothing else',
    )
}

function withSelectionFlags(command: Command): Command {
  return command
    .optionsGroup('Which scenarios:')
    .option('--features <dir>', "folder with features to run instead of stateproof's own")
    .option('--tags <expression>', 'tag expression, e.g. "@must and not @slow"')
    .option('--name <regex...>', 'only scenarios whose name matches')
    .option('--scenario <id...>', 'only the scenarios with these ids (see list)')
    .option('--shard <i/n>', 'only part i of n of these; stateproof merge joins the parts')
}

function withClusterFlags(command: Command): Command {
  return withSupplyFlags(command)
    .optionsGroup('Which cluster:')
    .option('--cluster <provider>', 'kind (ours, made if missing) or existing')
    .option('--kubeconfig <file>', 'kubeconfig of an existing cluster')
    .option('--context <name>', 'context of an existing cluster; it is never changed', collectContexts)
    .option(
      '-n, --namespace <name>',
      'run everything that can in this one namespace, which is there and empty',
    )
    .option(
      '--storage-class <name>',
      "class of the claims that name none (default: the cluster's default class)",
    )
    .option('--allow-disruptive <context>', 'let scenarios disturb everybody on the cluster of this context')
    .option('--skip-preflight <code...>', 'leave out checks of the preflight (see check)')
    .option('--nfs-server <host>', 'NFS server of an existing cluster, as its nodes reach it')
    .option('--nfs-path <directory>', 'the directory that it shares')
    .option(
      '--nfs-container <name>',
      'its container, where it is one: its disk is looked at, and it is stopped',
    )
    .option('--nginx-image <reference>', 'nginx to use on an existing cluster instead of the public one')
    .option(
      '--client-image <reference>',
      'image with nslookup, dig and curl to use there instead of the public one',
    )
    .option('--nfs-provisioner-image <reference>', 'NFS provisioner to use there instead of the public one')
    .option('--elasticsearch-image <reference>', 'Elasticsearch to use there instead of the public one')
    .option('--busybox-image <reference>', 'image with sh and sysctl to use there instead of the public one')
}

function withSupplyFlags(command: Command): Command {
  return withReferenceFlags(
    command
      .optionsGroup('Images:')
      .option('--images <supply>', 'registry, bundle or source (default: the first that works)')
      .option('--bundle <file>', 'image bundle to load'),
  )
}

/** What images are called, wherever they come from. */
function withReferenceFlags(command: Command): Command {
  return command
    .optionsGroup('Images:')
    .option('--mirror <prefix>', 'registry to use instead of the public ones')
    .option('--elasticsearch-version <version>', 'Elasticsearch to run: 7.6.2 (default) or 9.2.0')
}

/** Commander calls an action with its words, the flags and the command. */
async function start(received: unknown[], verb: verbs.Verb): Promise<number> {
  const words = received.slice(0, -2).flat() as string[]
  const { config, name, scenario, context, printConfig: isAsked, ...flags } = received.at(-2) as Given
  const resolved = resolveSettings({
    flags: {
      ...flags,
      ...splitContexts(context, { several: verb === verbs.run }),
      names: name,
      scenarios: scenario,
    },
    environment: process.env,
    file: config,
  })
  // Libraries that draw for themselves (a live list of steps) ask this variable.
  if (resolved.settings.color === 'never') process.env.NO_COLOR = '1'
  if (isAsked) return (await import('./print-config.ts')).printConfig(resolved, config)
  const act = await verb()
  return act(resolved.settings, ...words)
}

/** Flags that are no settings, or have another name there. */
interface Given extends Record<string, unknown> {
  config?: string
  context?: string[]
  printConfig?: boolean
}
