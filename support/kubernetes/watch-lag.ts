/** How far a watch is behind what the server shows in a list. Knows nothing of kinds. */

/**
 * `none`: it had told everything before it was asked. `brief`: it told the rest within 2 s. `lasting`: it did not. A list
 * takes its time, so what changes meanwhile is a brief lag, too: whoever judged before cannot be told from who judged late.
 */
export type Lag = 'none' | 'brief' | 'lasting'

/** A watch tells a change within milliseconds of the list that shows it; this is for a machine under load. */
const catchUpMs = 2_000
const lookEveryMs = 50

type Versions = ReadonlyMap<string, string>

interface Measurement {
  /** Versions by uid, as the watch had told them before the server was asked. */
  known: Versions
  /** Asks the server. */
  shown(): Promise<Versions>
  pause(ms: number): Promise<void>
}

export function openLag() {
  const measuring = new Set<Set<string>>()
  return {
    /** The watch told something of this object. */
    told(uid: string): void {
      for (const told of measuring) told.add(uid)
    },
    async measure({ known, shown, pause }: Measurement): Promise<Lag> {
      const told = new Set<string>()
      measuring.add(told)
      try {
        const open = differences(known, await shown())
        if (open.length === 0) return 'none'
        const isTold = () => open.every(uid => told.has(uid))
        for (let waitedMs = 0; !isTold() && waitedMs < catchUpMs; waitedMs += lookEveryMs)
          await pause(lookEveryMs)
        return isTold() ? 'brief' : 'lasting'
      } finally {
        measuring.delete(told)
      }
    },
  }
}

function differences(known: Versions, shown: Versions): string[] {
  return [...new Set([...known.keys(), ...shown.keys()])].filter(uid => known.get(uid) !== shown.get(uid))
}
