/**
 * Runs a command in a Pod and waits for its end, or follows a long-running one line by line.
 *
 * client-node's exec resolves when the socket opens and tells the exit status in a callback
 * (https://github.com/kubernetes-client/javascript/issues/1520); here the promise resolves when the command has ended,
 * and rejects when the connection is lost first. Knows nothing of what is run.
 */
import { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { V1Status } from '@kubernetes/client-node'
import { Failure, messageOf } from '../failure.ts'
import { Exec } from './client-node.ts'
import type { Cluster } from './cluster.ts'
import { usesOfStream } from './uses.ts'

export interface ExecRequest {
  namespace: string
  pod: string
  /** Default: the Pod's only container. */
  container?: string
  /** Program and arguments; no shell unless it is one. */
  command: string[]
  withinMs?: number
  signal?: AbortSignal
}

export interface ExecResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** A connection to a Pod that sleeps or was cut says nothing; without a bound we would wait for ever. */
const defaultWithinMs = 30_000

/**
 * @throws Failure `exec-lost` when the connection ended before the command did (the Pod went away), `exec-timeout`,
 *   `exec-refused` when the API server or the kubelet would not start it or has no exit code to tell, `aborted`.
 */
export async function execInPod(cluster: Cluster, request: ExecRequest): Promise<ExecResult> {
  const stdout = collector()
  const stderr = collector()
  const exitCode = await start(
    cluster,
    request,
    stdout.stream,
    stderr.stream,
    AbortSignal.timeout(request.withinMs ?? defaultWithinMs),
  )
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() }
}

/**
 * Follows a command that runs until it is stopped; `onLine` gets each line of its standard output.
 * @returns when the signal fires (the command is ended) or the command ends by itself.
 */
export async function followInPod(
  cluster: Cluster,
  request: ExecRequest & { signal: AbortSignal },
  onLine: (line: string) => void,
): Promise<void> {
  try {
    await start(cluster, request, lineSplitter(onLine), discard())
  } catch (error) {
    if (!request.signal.aborted) throw error
  }
}

/** Starts the command and waits for its end, the deadline or the signal, whichever is first. */
async function start(
  cluster: Cluster,
  request: ExecRequest,
  stdout: Writable,
  stderr: Writable,
  deadline?: AbortSignal,
): Promise<number> {
  const { command, pod, signal } = request
  const ended = Promise.withResolvers<number>()
  const fail = (code: string, got: string, cause?: unknown) =>
    ended.reject(new Failure({ code, what: `run ${command[0]} in Pod ${pod}`, got, cause }))
  const onDeadline = () => fail('exec-timeout', 'no end in time')
  const onAbort = () => fail('aborted', messageOf(signal?.reason))
  deadline?.addEventListener('abort', onDeadline)
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  const onStatus = (status: V1Status) => {
    const exitCode = exitCodeOf(status)
    if (exitCode === undefined)
      fail('exec-refused', status.message ?? status.reason ?? 'no exit code', status)
    else ended.resolve(exitCode)
  }
  // Not awaited: a server that takes the connection and says nothing would be waited for without a bound.
  const connected = connect(cluster, request, stdout, stderr, onStatus)
  connected.then(
    socket => {
      socket.addEventListener('close', () => fail('exec-lost', 'the connection ended before the command did'))
      socket.addEventListener('error', (event: unknown) => fail('exec-lost', textOf(event), event))
    },
    error => fail('exec-refused', textOf(error), error),
  )
  try {
    return await ended.promise
  } finally {
    deadline?.removeEventListener('abort', onDeadline)
    signal?.removeEventListener('abort', onAbort)
    connected.then(closeQuietly, () => undefined)
  }
}

type Socket = Awaited<ReturnType<Exec['exec']>>

function connect(
  { config, onUse }: Cluster,
  { namespace, pod, container, command }: ExecRequest,
  stdout: Writable,
  stderr: Writable,
  onStatus: (status: V1Status) => void,
): Promise<Socket> {
  for (const use of usesOfStream('exec', namespace, pod)) onUse?.(use)
  const exec = new Exec(config)
  return exec.exec(namespace, pod, container ?? '', command, stdout, stderr, null, false, onStatus)
}

function closeQuietly(socket: Socket): void {
  socket.addEventListener('error', () => undefined)
  socket.close()
}

/** Errors of a socket come as events, which are no Errors, and a refused connection has an empty message. */
function textOf(error: unknown): string {
  const { message, error: cause } = error as { message?: string; error?: { code?: string } }
  return message || cause?.code || 'connection refused'
}

/**
 * The status object of the exec protocol: Success, or NonZeroExitCode with the code among its causes.
 * @returns undefined where the command has no exit code: it could not be started, or the kubelet lost it.
 */
export function exitCodeOf({ status, reason, details }: V1Status): number | undefined {
  if (status === 'Success') return 0
  const code = details?.causes?.find(cause => cause.reason === 'ExitCode')?.message
  return reason === 'NonZeroExitCode' && /^\d+$/.test(code ?? '') ? Number(code) : undefined
}

function collector() {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}

/** What a command says for hours on its standard error is not kept. */
function discard(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}

/** Splits into lines; a character may be cut between two frames. */
function lineSplitter(onLine: (line: string) => void): Writable {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
      done()
    },
  })
}
