/** Services and the EndpointSlices behind them: pure functions. Knows nothing of how they were read. */
import type { ObjectOf } from './kinds.ts'

/** The Service that an EndpointSlice belongs to. */
export function serviceOf(slice: ObjectOf<'EndpointSlice'>): string | undefined {
  return slice.metadata?.labels?.['kubernetes.io/service-name']
}

/** Addresses of all Ready endpoints of a Service, each once, sorted. */
export function readyAddresses(slices: readonly ObjectOf<'EndpointSlice'>[], service: string): string[] {
  const ours = slices.filter(slice => serviceOf(slice) === service)
  return [...new Set(ours.flatMap(readyIn))].sort()
}

/** Addresses of the Ready endpoints of one slice. */
export function readyIn({ endpoints }: ObjectOf<'EndpointSlice'>): string[] {
  // An absent condition counts as ready (EndpointSlice API, EndpointConditions.ready).
  const ready = endpoints?.filter(({ conditions }) => conditions?.ready !== false) ?? []
  return ready.flatMap(({ addresses }) => addresses)
}

/** Whether a Service has an address of its own. */
export function isHeadless(service: ObjectOf<'Service'>): boolean {
  return service.spec?.clusterIP === 'None'
}
