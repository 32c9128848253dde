/**
 * For integration tests: a ServiceAccount of its own on the real cluster as a user with exactly the rights that are given, and
 * the kubeconfig of that user. Everything is removed again.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runLabel } from '../run-context.ts'
import type { Cluster } from './cluster.ts'
import type { ManifestOf } from './kinds.ts'
import { createObject, deleteObject } from './objects.ts'
import { send } from './request.ts'

export interface ServiceAccountUser extends AsyncDisposable {
  kubeconfigPath: string
  token: string
  /** Of the ServiceAccount. */
  namespace: string
  name: string
}

type Role = ManifestOf<'Role'> | ManifestOf<'ClusterRole'>

const rbac = 'rbac.authorization.k8s.io'

/** @param roles are made under names of their own and bound: a Role in its namespace, a ClusterRole in the cluster. */
export async function openServiceAccountUser(
  cluster: Cluster,
  namespace: string,
  roles: readonly Role[],
): Promise<ServiceAccountUser> {
  const name = `user-${Math.random().toString(36).slice(2, 8)}`
  const labels = { [runLabel]: 'integration-test' }
  await createObject(cluster, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, labels },
  })
  const subjects = [{ kind: 'ServiceAccount', name, namespace }]
  const made: {
    kind: 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding'
    name: string
    namespace?: string
  }[] = []
  for (const role of roles) {
    const place = role.metadata?.namespace
    const metadata = { ...role.metadata, name, labels }
    await createObject(cluster, { ...role, metadata } as ManifestOf<'Role'>)
    const roleRef = { apiGroup: rbac, kind: role.kind, name }
    const kind = role.kind === 'Role' ? ('RoleBinding' as const) : ('ClusterRoleBinding' as const)
    await createObject(cluster, {
      apiVersion: `${rbac}/v1`,
      kind,
      metadata,
      subjects,
      roleRef,
    } as ManifestOf<'RoleBinding'>)
    for (const one of [role.kind, kind])
      made.push({ kind: one, name, ...(place !== undefined && { namespace: place }) })
  }
  const token = await tokenOf(cluster, namespace, name)
  return {
    kubeconfigPath: writeKubeconfig(cluster, { token }),
    token,
    namespace,
    name,
    async [Symbol.asyncDispose]() {
      for (const ref of made) await deleteObject(cluster, ref)
      await deleteObject(cluster, { kind: 'ServiceAccount', namespace, name })
    },
  }
}

/** @param boundTo a Secret; the token is worth nothing any more once it is gone. */
export async function tokenOf(
  cluster: Cluster,
  namespace: string,
  name: string,
  boundTo?: { name: string; uid: string },
): Promise<string> {
  const boundObjectRef = boundTo && { apiVersion: 'v1', kind: 'Secret', ...boundTo }
  const { status } = await send<{ status: { token: string } }>(cluster, {
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3600, ...(boundObjectRef && { boundObjectRef }) },
    },
    what: 'ask for a token',
  })
  return status.token
}

/** A kubeconfig with one context `user`, for the same server, with this user. @returns its path. */
export function writeKubeconfig(
  { config }: Cluster,
  user: object,
  { cluster = {}, context = 'user' }: { cluster?: object; context?: string } = {},
): string {
  const current = config.getCurrentCluster()
  const path = join(mkdtempSync(join(tmpdir(), 'stateproof-user-')), 'kubeconfig')
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: context,
        cluster: { server: current?.server, 'certificate-authority-data': current?.caData, ...cluster },
      },
    ],
    users: [{ name: context, user }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    'current-context': context,
  }
  writeFileSync(path, JSON.stringify(kubeconfig), { mode: 0o600 })
  return path
}
