/** Ids of runs. */

/** `20261124t070241z-k3f9`: sorts by time, is a legal file name and label value, does not repeat. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '').toLowerCase()
  return `${time}-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`
}
