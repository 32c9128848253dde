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
      const state = { last: '', cached: false }
      const heartbeat = setInterval(
        () => write(`  ${title}: still at work, ${seconds(begun)} ${state.last}`),
        heartbeatMs,
      )
      try {
        const result = await run(trackedBy(state))
        write(`  ${title}: ${state.cached ? 'cached' : `done in ${seconds(begun)}`}`)
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
              const state = { last: '', cached: false }
              result = { value: await run(trackedBy(state, text => Object.assign(task, { output: text }))) }
              task.title = `${title} ${state.cached ? '(cached)' : `(${seconds(begun)})`}`
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

/** A step that writes down what it was told. */
function trackedBy(
  state: { last: string; cached: boolean },
  onUpdate: (text: string) => void = () => undefined,
): Step {
  return {
    update(text) {
      state.last = text
      onUpdate(text)
    },
    cached() {
      state.cached = true
    },
  }
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
}
