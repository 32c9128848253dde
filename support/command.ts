/**
 * The only place where stateproof starts another program.
 *
 * Knows nothing of what is run. A command is a program and a list of arguments, never a shell line,
 * so nothing that a cluster or a user supplies can be read as shell syntax.
 */
import { execa } from 'execa'
import { Failure } from './failure.ts'

export interface CommandOptions {
  cwd?: string
  /** Added to the environment of this process. */
  env?: Record<string, string>
  /** Text for the command's standard input. */
  input?: string
  /** File that becomes the command's standard input. */
  inputFile?: string
  /** Called with each line of standard output and standard error as it arrives. */
  onLine?: (line: string) => void
  /** Both outputs are appended to this file too. */
  logFile?: string
  /** Standard output goes to this file and is not kept in memory. */
  outputFile?: string
  /** Ends the command (SIGTERM, SIGKILL 5 s later) when it fires. */
  signal?: AbortSignal
  /** Asks the command to end by itself (SIGINT, once) when it fires; it is waited for. A terminal's Ctrl+C does not reach it. */
  interrupt?: AbortSignal
  withinMs?: number
  /** Exit codes that are an answer and not a failure. Default: only 0. */
  accept?: readonly number[]
  /** What the reader can do when this command fails. */
  hint?: string
}

/** What is read of execa's result, whatever the options were. */
interface End {
  exitCode?: number | undefined
  signal?: string | undefined
  code?: string | undefined
  timedOut: boolean
  isCanceled: boolean
  stdout?: unknown
  stderr?: unknown
}

export interface CommandResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** The command as it could be pasted into a shell. */
export function printableCommand(file: string, args: readonly string[]): string {
  return [file, ...args].map(quoteForShell).join(' ')
}

/**
 * Runs a command to its end and returns what it printed.
 * @throws Failure `command-failed` (an exit code that was not accepted), `command-missing`,
 *   `command-timeout` or `command-aborted`; its message carries the last lines that were printed.
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const accept = options.accept ?? [0]
  const running = execa(file, args, toExecaOptions(options))
  const interrupt = () => running.kill('SIGINT')
  options.interrupt?.addEventListener('abort', interrupt)
  const end: End = await running
  options.interrupt?.removeEventListener('abort', interrupt)
  if (end.exitCode !== undefined && accept.includes(end.exitCode)) return toResult(end)
  throw toFailure(file, args, accept, end, options.hint)
}

/**
 * Starts a command that outlives this process (a daemon); its output goes to `logFile`.
 * @returns its process id.
 */
export function startDaemon(
  file: string,
  args: readonly string[],
  logFile: string,
  env: Record<string, string> = {},
): number {
  // The shell only redirects: a pipe to this process would break when this process ends before the daemon.
  const redirect = ['-c', 'exec "$@" >>"$DAEMON_LOG" 2>&1', 'sh', file, ...args]
  const child = execa('sh', redirect, {
    detached: true,
    cleanup: false,
    reject: false,
    stdio: 'ignore',
    env: { ...env, DAEMON_LOG: logFile },
  })
  child.nodeChildProcess.unref()
  if (child.pid === undefined)
    throw new Failure({ code: 'command-missing', what: 'start a command', on: printableCommand(file, args) })
  return child.pid
}

function toExecaOptions(options: CommandOptions) {
  return {
    reject: false as const,
    stdout: options.outputFile === undefined ? outputsOf(options) : [{ file: options.outputFile }],
    stderr: outputsOf(options),
    // A long build prints more than is worth keeping; the log file has it whole.
    maxBuffer: 32 * 1024 * 1024,
    ...stdinOf(options),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.env !== undefined && { env: options.env }),
    // A process group of its own: what a terminal sends to ours would come a second time.
    ...(options.interrupt !== undefined && { detached: true, cleanup: true }),
    ...(options.withinMs !== undefined && { timeout: options.withinMs }),
    ...(options.signal !== undefined && { cancelSignal: options.signal }),
  }
}

function outputsOf({ onLine, logFile }: CommandOptions) {
  const toLog = logFile === undefined ? [] : [{ file: logFile, append: true }]
  return ['pipe' as const, ...toLog, ...(onLine === undefined ? [] : [forwardLines(onLine)])]
}

function forwardLines(onLine: (line: string) => void) {
  return function* (line: unknown) {
    onLine(String(line))
    yield line
  }
}

function stdinOf({ input, inputFile }: CommandOptions) {
  if (input !== undefined) return { input }
  return inputFile === undefined ? { stdin: 'ignore' as const } : { inputFile }
}

function toResult(end: End): CommandResult {
  return { exitCode: end.exitCode ?? -1, stdout: text(end.stdout), stderr: text(end.stderr) }
}

function toFailure(
  file: string,
  args: readonly string[],
  accept: readonly number[],
  end: End,
  hint: string | undefined,
): Failure {
  const lastLines = `${text(end.stderr)}\n${text(end.stdout)}`.trim().split('\n').slice(-8).join('\n')
  return new Failure({
    code: codeOf(end),
    what: 'run a command',
    on: printableCommand(file, args),
    expected: `exit code ${accept.join(' or ')}`,
    got: `${end.exitCode ?? end.signal ?? end.code ?? 'no exit code'}${lastLines && `:\n${lastLines}`}`,
    ...(hint !== undefined && { hint }),
    cause: end,
  })
}

function codeOf(end: End): string {
  if (end.timedOut) return 'command-timeout'
  if (end.isCanceled) return 'command-aborted'
  return end.code === 'ENOENT' ? 'command-missing' : 'command-failed'
}

function text(output: unknown): string {
  return typeof output === 'string' ? output : ''
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
