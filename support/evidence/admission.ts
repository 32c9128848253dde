/**
 * Who may change or refuse objects on their way into the cluster: admission policies and webhooks, the Pod Security
 * levels of the namespace, and limits that fill in what was not said.
 */
import { stringify } from 'yaml'
import { messageOf } from '../failure.ts'
import { readObject } from '../kubernetes/objects.ts'
import { isNotFound, send } from '../kubernetes/request.ts'
import type { Gathering } from './collect-evidence.ts'
import { askWithinMs } from './logs.ts'

const group = '/apis/admissionregistration.k8s.io/v1'
const lists = {
  MutatingAdmissionPolicy: `${group}/mutatingadmissionpolicies`,
  ValidatingAdmissionPolicy: `${group}/validatingadmissionpolicies`,
  MutatingWebhookConfiguration: `${group}/mutatingwebhookconfigurations`,
  ValidatingWebhookConfiguration: `${group}/validatingwebhookconfigurations`,
}
/** Bundles of certificates are long and say nothing about what is matched. */
const dropped = new Set(['caBundle', 'managedFields'])

export async function keepAdmission({ scope, folder }: Gathering): Promise<void> {
  const { cluster, namespace } = scope
  const list = async (kind: string, path: string) => {
    try {
      const { items = [] } = await send<{ items?: AdmissionObject[] }>(cluster, {
        method: 'GET',
        path,
        what: `list ${kind}s`,
        withinMs: askWithinMs,
      })
      return items.map(item => ({ kind, name: item.metadata.name, ...describe(item) }))
    } catch (error) {
      // An older server does not know the kind.
      if (!isNotFound(error)) folder.leaveOut(`${kind}s`, messageOf(error))
      return []
    }
  }
  const content = async () => {
    const found = await Promise.all(Object.entries(lists).map(([kind, path]) => list(kind, path)))
    const { metadata } = await readObject(
      cluster,
      { kind: 'Namespace', name: namespace },
      { withinMs: askWithinMs },
    )
    const limits = await list('LimitRange', `/api/v1/namespaces/${namespace}/limitranges`)
    return stringify(
      folder.redacted({ namespaceLabels: metadata?.labels ?? {}, admission: found.flat(), limits }),
    )
  }
  await folder.keep({ file: 'admission.yaml', what: 'admission policies, webhooks and limits', content })
}

interface AdmissionObject {
  metadata: { name: string }
  spec?: object
  webhooks?: object[]
}

function describe({ spec, webhooks }: AdmissionObject): object {
  const text = JSON.stringify({ spec, webhooks }, (key, value) => (dropped.has(key) ? undefined : value))
  return JSON.parse(text) as object
}
