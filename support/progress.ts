/**
 * How long work is shown: on a terminal as a live list (listr2), elsewhere as quiet single lines. All on standard error.
 *
 * Knows nothing of what the steps do.
 */
import { Listr } from 'listr2'

export interface Step {
  /** What the step is doing right now; shown beside its title. */
  update(text: string): void
  /** The result was there already: nothing was made. */
  cached(): void
}

export interface Progress {
  /** Runs one step and shows its title, how it goes and how long it took. */
  step<T>(title: string, run: (step: Step) => Promise<T>): Promise<T>
  /** One line that stays. */
  note(text: string): void
}

/** A quiet step that is still at work says so this often. */
const heartbeatMs = 30_000

/** Live on a terminal that can redraw, single lines otherwise. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const live = stream.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI
  return live ? liveProgress(stream) : quietProgress(text => stream.write(`${text}\n`))
}

/** @param write prints one line. */
export function quietProgress(write: (line: string) => void): Progress {
  return {
    note: write,
    async step(title, run) {
      const begun = performance.now()
      let last = ''
      let cached = false
      const heartbeat = setInterval(
        () => write(`  ${title}: still at work, ${seconds(begun)} ${last}`),
        heartbeatMs,
      )
      try {
        const result = await run({ update: text => void (last = text), cached: () => void (cached = true) })
        write(`  ${title}: ${cached ? 'cached' : `done in ${seconds(begun)}`}`)
        return result
      } catch (error) {
        write(`  ${title}: failed after ${seconds(begun)}`)
        throw error
      } finally {
        clearInterval(heartbeat)
      }
    },
  }
}

function liveProgress(stream: NodeJS.WriteStream): Progress {
  return {
    note: text => void stream.write(`  ${text}\n`),
    async step(title, run) {
      const begun = performance.now()
      let result: { value: Awaited<ReturnType<typeof run>> } | undefined
      const list = new Listr(
        [
          {
            title,
            task: async (_context, task) => {
              let cached = false
              const step = {
                update: (text: string) => void (task.output = text),
                cached: () => void (cached = true),
              }
              result = { value: await run(step) }
              task.title = `${title} ${cached ? '(cached)' : `(${seconds(begun)})`}`
            },
          },
        ],
        { registerSignalListeners: false, rendererOptions: { collapseErrors: false } },
      )
      await list.run()
      if (result === undefined) throw new Error(`the step "${title}" ended without a result`)
      return result.value
    },
  }
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
}
