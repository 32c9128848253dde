/** Judges whether a Pod's names agree: hostname inside, name in Kubernetes, its two labels. */
import { brokenPromise } from '../../broken-promise.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { Web } from './web.ts'

/** Label that the StatefulSet controller sets to the Pod's name (Kubernetes docs, "Pod Name Label"). */
const nameLabel = 'statefulset.kubernetes.io/pod-name'
/** Label that it sets to the ordinal, stable since v1.32 (Kubernetes docs, "Pod index label"). */
const indexLabel = 'apps.kubernetes.io/pod-index'

/** @throws Failure `broken-promise` that shows the four names of the first Pod in which they differ. */
export async function assertNamesAgree(web: Web): Promise<void> {
  const pods = web.pods()
  if (pods.length === 0)
    throw brokenPromise({ what: 'compare the names of the Pods', expected: 'at least one Pod', got: 'none' })
  for (const [ordinal, pod] of pods.entries()) {
    const name = `${web.name}-${ordinal}`
    const expected = { name, hostname: name, [nameLabel]: name, [indexLabel]: String(ordinal) }
    const got = await namesOf(web, pod)
    if (JSON.stringify(got) !== JSON.stringify(expected))
      throw brokenPromise({
        what: 'find the same name everywhere',
        on: `Pod ${pod.metadata?.name}`,
        expected: show(expected),
        got: show(got),
      })
  }
}

async function namesOf(web: Web, { metadata }: Pod): Promise<Record<string, string>> {
  const name = metadata?.name ?? ''
  const { stdout } = await web.shell(name, 'hostname')
  return {
    name,
    hostname: stdout.trim(),
    [nameLabel]: metadata?.labels?.[nameLabel] ?? 'no label',
    [indexLabel]: metadata?.labels?.[indexLabel] ?? 'no label',
  }
}

function show(names: Record<string, string>): string {
  return Object.entries(names)
    .map(([what, name]) => `${what} ${name}`)
    .join(', ')
}
