/** Judges the address of a Service. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import type { ObjectOf } from '../../kubernetes/kinds.ts'
import { isHeadless } from '../../kubernetes/services.ts'
import type { Scope } from '../../scope.ts'

/** @throws Failure `broken-promise` if the Service has no address. */
export function addressOfService({ journal }: Scope, name: string): string {
  const service = required(journal.view.get('Service', name), name)
  const address = service.spec?.clusterIP
  if (address === undefined || isHeadless(service))
    throw brokenPromise({
      what: 'give the Service an address',
      on: `Service ${name}`,
      expected: 'a cluster IP',
      got: address ?? 'none',
    })
  return address
}

export function assertHeadless({ journal }: Scope, name: string): void {
  const service = required(journal.view.get('Service', name), name)
  if (!isHeadless(service))
    throw brokenPromise({
      what: 'have no address of its own',
      on: `Service ${name}`,
      expected: 'clusterIP None',
      got: service.spec?.clusterIP ?? 'none',
    })
}

function required(service: ObjectOf<'Service'> | undefined, name: string): ObjectOf<'Service'> {
  if (service === undefined)
    throw cannotKnow({ what: 'find the Service', on: `Service ${name}`, got: 'no such Service' })
  return service
}
