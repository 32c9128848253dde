/**
 * Faults of one scenario: each is journalled when it begins and when it ends, and is healed at the end of the scenario,
 * whatever happened. Healing is registered before the fault is injected.
 *
 * Knows nothing of what the faults are.
 */
import { exitCodes, Failure } from '../failure.ts'
import type { Journal } from '../journal/journal.ts'

export interface Fault {
  /** As a person says it: `the NFS server is stopped`. */
  name: string
  inject(): Promise<void>
  /** Called once; must be harmless where the fault was never injected. */
  heal(): Promise<void>
  /** Whether what was injected is still so, asked just before it is healed. Absent where nobody can tell. */
  holds?(): Promise<boolean>
}

export interface Faults {
  /** @returns how to heal it before the scenario ends, which throws Failure `fault-ended` where somebody else had done so. */
  inject(fault: Fault): Promise<() => Promise<void>>
  /** Heals what is not healed yet, the last first. @throws AggregateError of what could not be healed. */
  healAll(): Promise<void>
}

export function openFaults(journal: Journal): Faults {
  const open: (() => Promise<void>)[] = []
  return {
    async inject(fault) {
      let healed = false
      let injected = false
      const heal = async () => {
        if (healed) return
        healed = true
        const held = !injected || (await holds(fault))
        await fault.heal()
        journal.record({ source: 'fault', type: 'healed', name: fault.name, data: { held } })
        if (!held) throw endedByOthers(fault)
      }
      open.push(heal)
      journal.record({ source: 'fault', type: 'injected', name: fault.name })
      await fault.inject()
      injected = true
      return heal
    },
    async healAll() {
      const problems: unknown[] = []
      for (const heal of open.splice(0).reverse()) await heal().catch(error => problems.push(error))
      if (problems.length > 0) throw new AggregateError(problems, 'a fault could not be healed')
    },
  }
}

/** Who cannot be asked is not healed either, and that is told. */
function holds(fault: Fault): Promise<boolean> {
  return fault.holds?.().catch(() => true) ?? Promise.resolve(true)
}

/** What was seen meanwhile says nothing: another run on the same cluster may have repaired what we broke. */
function endedByOthers({ name }: Fault) {
  return new Failure({
    code: 'fault-ended',
    exitCode: exitCodes.inconclusive,
    what: 'keep a fault up',
    on: name,
    expected: 'it lasts until it is healed',
    got: 'somebody else had ended it before',
    hint: 'run nothing else on this cluster meanwhile',
  })
}
