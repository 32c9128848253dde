/**
 * Faults of one scenario: each is journalled when it begins and when it ends, and is healed at the end of the scenario,
 * whatever happened. Healing is registered before the fault is injected.
 *
 * Knows nothing of what the faults are.
 */
import type { Journal } from '../journal/journal.ts'

export interface Fault {
  /** As a person says it: `the NFS server is stopped`. */
  name: string
  inject(): Promise<void>
  /** Called once; must be harmless where the fault was never injected. */
  heal(): Promise<void>
}

export interface Faults {
  /** @returns how to heal it before the scenario ends. */
  inject(fault: Fault): Promise<() => Promise<void>>
  /** Heals what is not healed yet, the last first. @throws AggregateError of what could not be healed. */
  healAll(): Promise<void>
}

export function openFaults(journal: Journal): Faults {
  const open: (() => Promise<void>)[] = []
  return {
    async inject(fault) {
      let healed = false
      const heal = async () => {
        if (healed) return
        healed = true
        await fault.heal()
        journal.record({ source: 'fault', type: 'healed', name: fault.name })
      }
      open.push(heal)
      journal.record({ source: 'fault', type: 'injected', name: fault.name })
      await fault.inject()
      return heal
    },
    async healAll() {
      const problems: unknown[] = []
      for (const heal of open.splice(0).reverse()) await heal().catch(error => problems.push(error))
      if (problems.length > 0) throw new AggregateError(problems, 'a fault could not be healed')
    },
  }
}
