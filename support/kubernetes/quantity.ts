/** Kubernetes quantities as numbers: `250m` of a core, `1Gi` of bytes (API reference, "Quantity"). Pure. */

const factors: Record<string, number> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
}

/** @returns 0 for none; NaN for what is no quantity. */
export function quantityOf(text: string | undefined): number {
  if (text === undefined) return 0
  const { number = '', unit = '' } =
    /^(?<number>[+-]?[\d.]+(?:[eE][+-]?\d+)?)(?<unit>[a-zA-Z]*)$/.exec(text)?.groups ?? {}
  return number === '' ? Number.NaN : Number(number) * (factors[unit] ?? Number.NaN)
}

/** `1.5 GiB`, for people. */
export function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`
}
