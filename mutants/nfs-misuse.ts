/** Mutants of mistakes with NFS classes: nobody names the cause, or the mistake is none. */
import type { Cluster } from '../support/kubernetes/cluster.ts'
import { deleteObject, listObjects } from '../support/kubernetes/objects.ts'
import { injectPolicy, type Mutant } from './mutant.ts'

export const wordlessEvents: Mutant = {
  name: 'wordless-events',
  breaks: 'events say nothing',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'wordless-events',
      group: '',
      resource: 'events',
      operations: ['CREATE', 'UPDATE'],
      patch: '[JSONPatch{op: "replace", path: "/message", value: "something is wrong"}]',
    }),
  fails: {
    'nfs/misuse/the-class-names-a-provisioner-that-nobody-runs':
      /name the cause.*Pending.*expected "fuseim\.pri\/ifz", got .*something is wrong/,
  },
  diagnosis: {
    'nfs/misuse/the-class-names-a-provisioner-that-nobody-runs':
      /of the claim data names "fuseim\.pri\/ifz".*"something is wrong".*wordless-events changes events/,
  },
  timeoutScale: 0.2,
}

/** What was a mistake is none: the claim is bound. */
export const grantedRight: Mutant = {
  name: 'granted-right',
  breaks: 'every provisioner has the right to see claims',
  inject: cluster =>
    thenRemovingVolumes(cluster, {
      name: 'granted-right',
      group: 'rbac.authorization.k8s.io',
      resource: 'clusterroles',
      condition: 'object.metadata.name.startsWith("nfs-client-provisioner-runner-")',
      patch: `[JSONPatch{op: "add", path: "/rules/-", value:
        Object.rules{apiGroups: [""], resources: ["persistentvolumeclaims"], verbs: ["get", "list", "watch"]}}]`,
    }),
  fails: {
    'nfs/misuse/the-provisioner-lacks-the-right-to-see-claims': /stay Pending.*got Bound/,
  },
  diagnosis: {
    'nfs/misuse/the-provisioner-lacks-the-right-to-see-claims':
      /changed ClusterRole nfs-client-provisioner-runner-\w+ .*granted-right.*persistentvolumeclaims\] was added/,
  },
  keep: true,
}

const otherServer =
  /changed Deployment nfs-client-provisioner .*reachable-servers.*volumes\[nfs-client-root\]\.nfs\.server is ".+" instead of/

export const reachableServers: Mutant = {
  name: 'reachable-servers',
  breaks: 'every provisioner mounts an NFS server that lets it',
  inject: (cluster, { nfs }) =>
    thenRemovingVolumes(cluster, {
      name: 'reachable-servers',
      group: 'apps',
      resource: 'deployments',
      condition: 'object.spec.template.spec.volumes[0].name == "nfs-client-root"',
      patch: `[JSONPatch{op: "replace", path: "/spec/template/spec/volumes/0/nfs/server", value: "${nfs.server}"}]`,
    }),
  fails: {
    'nfs/misuse/the-provisioner-s-nfs-server-cannot-be-reached': /stay Pending.*got Bound/,
    'nfs/misuse/the-nfs-server-does-not-let-root-act-as-root': /stay Pending.*got Bound/,
  },
  diagnosis: {
    'nfs/misuse/the-provisioner-s-nfs-server-cannot-be-reached': otherServer,
    'nfs/misuse/the-nfs-server-does-not-let-root-act-as-root': otherServer,
  },
  keep: true,
}

/** Their provisioners go with the scenario: nobody is left to reclaim what they have made. */
async function thenRemovingVolumes(cluster: Cluster, policy: Parameters<typeof injectPolicy>[1]) {
  const remove = await injectPolicy(cluster, policy)
  return async () => {
    await remove()
    const { items } = await listObjects(cluster, 'PersistentVolume')
    const ours = items.filter(({ spec }) =>
      /^(powerless|stranded|squashed)-/.test(spec?.storageClassName ?? ''),
    )
    for (const { metadata } of ours)
      await deleteObject(cluster, { kind: 'PersistentVolume', name: metadata?.name ?? '' })
  }
}
