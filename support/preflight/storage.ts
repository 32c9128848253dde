/** The storage class that claims get: the default one or the one that was named, and when it binds. */

import type { ObjectOf } from '../kubernetes/kinds.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { unlessForbidden } from '../kubernetes/request.ts'
import { defaultClassIn, isDefaultClass } from '../kubernetes/storage-classes.ts'
import type { Finding } from '../record.ts'
import { type Inquiry, idsWith, limits, ok, unknown, unusable, warning } from './inquiry.ts'

const code = 'storage-class'

export async function lookAtStorage({ cluster, settings, selected }: Inquiry): Promise<Finding[]> {
  const list = await unlessForbidden(listObjects(cluster, 'StorageClass'))
  if (list === undefined)
    return [
      unknown(code, 'this user may not list storage classes', {
        scenarios: idsWith(selected, '@needs-default-storage-class'),
      }),
    ]
  const { storageClass } = settings
  const marked = list.items.filter(isDefaultClass)
  const found =
    storageClass === undefined
      ? defaultClassIn(list.items)
      : list.items.find(({ metadata }) => metadata?.name === storageClass)
  const others = list.items.map(({ metadata }) => metadata?.name).join(', ') || 'none'
  if (found === undefined && storageClass !== undefined)
    return [
      unusable(code, `there is no storage class "${storageClass}"; there are: ${others}`, {
        fix: 'name another with --storage-class',
      }),
    ]
  if (found === undefined)
    return [
      limits(code, `no storage class is marked as default; there are: ${others}`, {
        fix: 'mark one with storageclass.kubernetes.io/is-default-class=true, or name one with --storage-class',
        scenarios: idsWith(selected, '@needs-default-storage-class'),
        verdict: 'not supported',
      }),
    ]
  return [...tooManyDefaults(marked, found, storageClass), ok(code, describe(found, storageClass))]
}

function tooManyDefaults(
  marked: ObjectOf<'StorageClass'>[],
  used: ObjectOf<'StorageClass'>,
  named: string | undefined,
): Finding[] {
  if (marked.length < 2 || named !== undefined) return []
  const names = marked.map(({ metadata }) => metadata?.name).join(', ')
  const fix = 'unmark all but one'
  return [
    warning(
      code,
      `${names} are all marked as default; ${used.metadata?.name} is used, the newest or, of the same age, the first by name`,
      {
        fix,
      },
    ),
  ]
}

function describe(found: ObjectOf<'StorageClass'>, named: string | undefined): string {
  const { metadata, provisioner, volumeBindingMode, reclaimPolicy } = found
  const role = named === undefined ? 'default class' : 'class'
  return `${role} ${metadata?.name} of ${provisioner}, binds ${volumeBindingMode ?? 'Immediate'}, reclaim policy ${reclaimPolicy ?? 'Delete'}`
}
