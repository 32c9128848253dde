/**
 * The hidden verb `run-shard`: what a Pod of `run --in-cluster` does. Runs its part, which the Job's index names, and
 * sends the record through its log. Its exit code says whether the record was sent; the verdict is the joined run's.
 */
import type { Command } from 'commander'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import { environmentName, resolveSettings } from '../settings.ts'

export function defineRunShard(program: Command, finish: (code: Promise<number>) => Promise<void>): void {
  program
    .command('run-shard <count>', { hidden: true })
    .option('--config <file>')
    .action((count: string, { config }: { config?: string }) => finish(runShard(count, config)))
}

async function runShard(count: string, file: string | undefined): Promise<number> {
  const { run } = await import('./run.ts')
  const { sendRecord } = await import('../cluster/in-cluster/send-record.ts')
  // From 0, set by the Job controller (https://kubernetes.io/docs/tasks/job/indexed-parallel-processing-static/).
  const index = Number(process.env.JOB_COMPLETION_INDEX ?? 0) + 1
  const environment = { [environmentName('shard')]: `${index}/${count}` }
  const { settings } = resolveSettings({ flags: {}, environment, file })
  const sender = sendRecord(settings.outputDir ?? 'record', line => void process.stdout.write(`${line}\n`))
  try {
    sender.finish({ exitCode: await run(settings) })
    return exitCodes.accepted
  } catch (error) {
    const exitCode = error instanceof Failure ? error.exitCode : exitCodes.environment
    sender.finish({ exitCode, failure: messageOf(error) })
    throw error
  }
}
