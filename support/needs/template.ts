/**
 * Objects without what differs from run to run (namespaces, labels of ours, images, the NFS server), and back again
 * with what one run would put there. Pure.
 */
import {
  isNamespaceOfRun,
  type RunContext,
  runLabel,
  scenarioAnnotation,
  squashingServerName,
  suffixOf,
} from '../run-context.ts'

/** What fills the gaps of a template. */
export type Filling = Pick<RunContext, 'images' | 'imagePullPolicy' | 'nfs' | 'storageClass'>

const ownNamespace = '{namespace}'
/** The random end of the scenario's namespace, which it puts behind names that are known in the whole cluster. */
const ownEnd = '-{end}'
const someNode = '{node}'
const hostname = 'kubernetes.io/hostname'

/** Values that stand for themselves wherever they occur; the longest first, since one may be part of another. */
function gapsOf({ images, nfs, storageClass }: Filling): [value: string, gap: string][] {
  const gaps: [string, string][] = [
    ...Object.entries(images).map(([name, image]): [string, string] => [image, `{image:${name}}`]),
    ...(nfs
      ? ([
          [nfs.server, '{nfs:server}'],
          [nfs.path, '{nfs:path}'],
          ...(nfs.control ? [[squashingServerName(nfs.control.container), '{nfs:squashing}']] : []),
        ] as [string, string][])
      : []),
    ...(storageClass === undefined ? [] : ([[storageClass, '{storage-class}']] as [string, string][])),
  ]
  return gaps.toSorted(([a], [b]) => b.length - a.length)
}

/**
 * The object as a template: the same for every run on every cluster.
 * @param own the scenario's namespace.
 */
export function toTemplate(object: object, run: Filling, own?: string): object {
  const gaps = new Map(gapsOf(run))
  return replaceTexts(withoutNodes(withoutMarks(object)), (text, key) => {
    if (key === 'imagePullPolicy') return '{imagePullPolicy}'
    if (isNamespaceOfRun(text)) return ownNamespace
    // A mount path may be the same as the server's by chance.
    return key === 'mountPath' ? text : (gaps.get(text) ?? withoutOwnEnd(text, own))
  })
}

/** A name with a gap for the scenario's own random end, if it has it. */
export function withoutOwnEnd(name: string, own?: string): string {
  const end = own === undefined ? '' : `-${suffixOf(own)}`
  return end !== '' && name.endsWith(end) ? `${name.slice(0, -end.length)}${ownEnd}` : name
}

/** The object as a run with this filling would send it to `namespace`. */
export function fromTemplate(template: object, filling: Filling, namespace: string): object {
  const values = new Map(gapsOf(filling).map(([value, gap]) => [gap, value]))
  return replaceTexts(template, text => {
    if (text === '{imagePullPolicy}') return filling.imagePullPolicy
    // Which node it will be nobody knows yet; braces would be no label, and the server would look no further.
    if (text === someNode) return 'node'
    if (text.endsWith(ownEnd)) return `${text.slice(0, -ownEnd.length)}-${suffixOf(namespace)}`
    return text === ownNamespace ? namespace : (values.get(text) ?? text)
  })
}

function replaceTexts(object: object, replace: (text: string, key: string) => string): object {
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) =>
      typeof value === 'string' ? replace(value, key) : value,
    ),
  ) as object
}

/** Which node a Pod is bound to, or kept away from, is chance. */
function withoutNodes(object: object): object {
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) => {
      if (key === hostname && typeof value === 'string') return someNode
      const { key: label, values } = (value ?? {}) as { key?: unknown; values?: unknown }
      return label === hostname && Array.isArray(values)
        ? { ...(value as object), values: [someNode] }
        : value
    }),
  ) as object
}

/** Our label and annotation, wherever they stand, and the namespace, which says nothing. */
function withoutMarks(object: object): object {
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) => {
      if (key === runLabel || key === scenarioAnnotation) return undefined
      if (key !== 'metadata' || typeof value !== 'object' || value === null) return value
      const { namespace: _, ...metadata } = value as Record<string, unknown>
      return metadata
    }),
    // Labels that held nothing but ours.
    (key, value: unknown) =>
      ['labels', 'annotations'].includes(key) && Object.keys(value as object).length === 0
        ? undefined
        : value,
  ) as object
}
