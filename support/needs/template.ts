/**
 * Objects without what differs from run to run (namespaces, labels of ours, images, the NFS server), and back again
 * with what one run would put there. Pure.
 */
import { isNamespaceOfRun, type RunContext, runLabel, scenarioAnnotation } from '../run-context.ts'

/** What fills the gaps of a template. */
export type Filling = Pick<RunContext, 'images' | 'imagePullPolicy' | 'nfs' | 'storageClass'>

const ownNamespace = '{namespace}'
/** Values that stand for themselves wherever they occur; the longest first, since one may be part of another. */
function gapsOf({ images, nfs, storageClass }: Filling): [value: string, gap: string][] {
  const gaps: [string, string][] = [
    ...Object.entries(images).map(([name, image]): [string, string] => [image, `{image:${name}}`]),
    ...(nfs
      ? ([
          [nfs.server, '{nfs:server}'],
          [nfs.path, '{nfs:path}'],
        ] as [string, string][])
      : []),
    ...(storageClass === undefined ? [] : ([[storageClass, '{storage-class}']] as [string, string][])),
  ]
  return gaps.toSorted(([a], [b]) => b.length - a.length)
}

/** The object as a template: the same for every run on every cluster. */
export function toTemplate(object: object, run: Filling): object {
  const gaps = new Map(gapsOf(run))
  return replaceTexts(withoutMarks(object), (text, key) => {
    if (key === 'imagePullPolicy') return '{imagePullPolicy}'
    if (isNamespaceOfRun(text)) return ownNamespace
    // A mount path may be the same as the server's by chance.
    return key === 'mountPath' ? text : (gaps.get(text) ?? text)
  })
}

/** The object as a run with this filling would send it to `namespace`. */
export function fromTemplate(template: object, filling: Filling, namespace: string): object {
  const values = new Map(gapsOf(filling).map(([value, gap]) => [gap, value]))
  return replaceTexts(template, text => {
    if (text === '{imagePullPolicy}') return filling.imagePullPolicy
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
