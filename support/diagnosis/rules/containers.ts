/** Containers that end or do not become ready: killed for memory, crashing, an init container that fails, a probe. */
import type { Diagnosis } from '../diagnosis.ts'
import { atLine, type Facts, lastWords, short } from '../facts.ts'
import { type ContainerStatus, type Pod, statusesOf } from '../objects.ts'
import { eventsAbout, type Life, presentOf } from '../past.ts'
import { atMost, type Rule, unreadyPods, weightOf } from '../rule.ts'

export const outOfMemory: Rule = {
  name: 'out-of-memory',
  look(facts) {
    for (const life of presentOf(facts.past, 'Pod')) {
      const status = statusesOf(life.last.value).find(status => endOf(status)?.reason === 'OOMKilled')
      if (status === undefined) continue
      const limit = memoryLimitOf(life.last.value, status.name)
      return {
        sentence: `Container ${status.name} of Pod ${life.name} was killed for using more memory than its limit${limit} (OOMKilled, exit code ${endOf(status)?.exitCode}, ${status.restartCount} restarts).`,
        confidence: weightOf(facts, life.name),
        restsOn: [atLine(life.last.line, `Pod ${life.name}: container ${status.name} ended with OOMKilled`)],
      }
    }
    return undefined
  },
}

export const crashLoop: Rule = {
  name: 'crash-loop',
  look(facts) {
    for (const life of unreadyPods(facts)) {
      const status = statusesOf(life.last.value).find(hasFailed)
      if (status !== undefined) return crashed(facts, life, status)
    }
    return undefined
  },
}

function hasFailed(status: ContainerStatus): boolean {
  const end = endOf(status)
  return end !== undefined && end.exitCode !== 0 && end.reason !== 'OOMKilled' && status.ready !== true
}

function endOf({ state, lastState }: ContainerStatus) {
  return state?.terminated ?? lastState?.terminated
}

function crashed(facts: Facts, { name, last }: Life<Pod>, status: ContainerStatus): Diagnosis {
  const isInit = last.value.status?.initContainerStatuses?.includes(status) ?? false
  const told = lastWords(facts, name, status.name ?? '')
  const words = told === undefined ? '' : `; its last line: "${told.words}"`
  return {
    sentence: `${isInit ? 'Init container' : 'Container'} ${status.name} of Pod ${name} ends by itself again and again (exit code ${endOf(status)?.exitCode}, ${status.restartCount} restarts)${words}.`,
    confidence: weightOf(facts, name),
    restsOn: [
      atLine(
        last.line,
        `Pod ${name}: container ${status.name} ended with exit code ${endOf(status)?.exitCode}`,
      ),
      ...(told === undefined ? [] : [told.ground]),
    ],
  }
}

/** Runs, and says that it is not Ready. */
export const probeFails: Rule = {
  name: 'readiness-probe',
  look(facts) {
    for (const { name, last } of unreadyPods(facts)) {
      const [event] = eventsAbout(facts.past, 'Pod', name, /Readiness probe (?:failed|errored)/)
      if (last.value.status?.phase !== 'Running' || event === undefined) continue
      return {
        sentence: `Pod ${name} runs and is not Ready: ${short(event.value.message)}.`,
        confidence: atMost('likely', weightOf(facts, name)),
        restsOn: [
          atLine(last.line, `Pod ${name}: Running, not Ready`),
          atLine(event.line, short(event.value.message)),
        ],
      }
    }
    return undefined
  },
}

function memoryLimitOf({ spec }: Pod, container: string | undefined): string {
  const found = spec?.containers?.find(({ name }) => name === container) as
    | { resources?: { limits?: { memory?: string } } }
    | undefined
  const limit = found?.resources?.limits?.memory
  return limit === undefined ? '' : ` of ${limit}`
}
