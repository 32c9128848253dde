/** Runs a shell line in a Pod and expects it to succeed. Knows nothing of workloads. */
import { Failure } from '../failure.ts'
import { type ExecResult, execInPod } from '../kubernetes/exec.ts'
import type { Scope } from '../scope.ts'

/**
 * @throws Failure `command-in-pod` with what the line said when it failed, `command-not-run` where the image lacks the
 *   program, or as `execInPod` does.
 */
export async function shellInPod(
  { cluster, namespace, timeouts, signal }: Scope,
  pod: string,
  line: string,
): Promise<ExecResult> {
  const command = ['sh', '-c', line]
  const result = await execInPod(cluster, { namespace, pod, command, withinMs: timeouts.command, signal })
  if (result.exitCode === 0) return result
  // From 126 on the shell or the kernel speaks (POSIX, "Exit Status for Commands"): the image lacks the program.
  const isOurs = result.exitCode >= 126
  throw new Failure({
    code: isOurs ? 'command-not-run' : 'command-in-pod',
    what: `run "${line.slice(0, 200)}"`,
    on: `Pod ${pod}`,
    expected: 'exit code 0',
    got: `${result.exitCode}: ${result.stderr.trim()}`,
    exitCode: 1,
  })
}
