/** Mutants of what becomes of a deleted claim's directory. */
import { injectPolicy, type Mutant } from './mutant.ts'

const saysOtherwise = /changed StorageClass \S+ .*other-rule.*parameters\.(?:archiveOnDelete|onDelete)/

/** What the class says is not what the feature asked for. */
export const otherRule: Mutant = {
  name: 'other-rule',
  breaks: 'each NFS class says something else about the directories of deleted claims',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'other-rule',
      group: 'storage.k8s.io',
      resource: 'storageclasses',
      patch: `[JSONPatch{op: "add", path: "/parameters", value:
        !has(object.parameters) ? {"archiveOnDelete": "false"} :
        "onDelete" in object.parameters ? {"onDelete": "delete"} : {"onDelete": "retain"}}]`,
    }),
  fails: {
    'nfs/reclaim/the-directory-of-a-deleted-claim-is-archived-where-the-class-says-nothing':
      /what the class says.*expected archived, got deleted/,
    'nfs/reclaim/the-directory-of-a-deleted-claim-is-deleted-where-the-class-says-archiveondelete-false':
      /what the class says.*expected deleted, got kept/,
    'nfs/reclaim/the-directory-of-a-deleted-claim-is-kept-where-the-class-says-ondelete-retain':
      /what the class says.*expected kept, got deleted/,
  },
  diagnosis: {
    'nfs/reclaim/the-directory-of-a-deleted-claim-is-archived-where-the-class-says-nothing': saysOtherwise,
    'nfs/reclaim/the-directory-of-a-deleted-claim-is-deleted-where-the-class-says-archiveondelete-false':
      saysOtherwise,
    'nfs/reclaim/the-directory-of-a-deleted-claim-is-kept-where-the-class-says-ondelete-retain':
      saysOtherwise,
  },
}

/** Something tidies up on the server, and takes what it does not know. */
export const tidyServer: Mutant = {
  name: 'tidy-server',
  breaks: 'something on the NFS server removes what is no volume',
  async inject(_cluster, { engine, nfs }) {
    const flag = '/run/tidy'
    // Not before the scenario has seen that it is there.
    const remove = `find ${nfs.path} -maxdepth 1 -name "*-neighbour*" ! -newermt "-1 second" -exec rm -rf {} +`
    const loop = `touch ${flag}; while [ -e ${flag} ]; do ${remove}; sleep 0.2; done`
    // In the background of the container; a shell that ended before it is there would take it along.
    const begun = `until [ -e ${flag} ]; do sleep 0.05; done`
    const line = `setsid nohup sh -c '${loop}' >/dev/null 2>&1 < /dev/null & ${begun}`
    await engine.exec(nfs.container, ['sh', '-c', line])
    return async () => void (await engine.exec(nfs.container, ['rm', '-f', flag]))
  },
  fails: {
    'nfs/reclaim/the-directory-of-a-deleted-claim-is-archived-where-the-class-says-nothing':
      /leave alone what lies beside the volume.*got nothing is there/,
  },
  diagnosis: {
    'nfs/reclaim/the-directory-of-a-deleted-claim-is-archived-where-the-class-says-nothing':
      /on the NFS server itself removes files from the share: the program ".*find .*-neighbour/,
  },
}

/** What belongs to another user alone is closed to it. */
export const powerlessProvisioner: Mutant = {
  name: 'powerless-provisioner',
  breaks: 'the NFS provisioner is not root',
  async inject(cluster, { engine, nfs }) {
    const remove = await injectPolicy(cluster, {
      name: 'powerless-provisioner',
      group: 'apps',
      resource: 'deployments',
      patch:
        '[JSONPatch{op: "replace", path: "/spec/template/spec/containers/0/securityContext/runAsUser", value: 1000}]',
    })
    const mode = (value: string) => engine.exec(nfs.container, ['chmod', value, nfs.path])
    await mode('0777')
    return async () => {
      await remove()
      // It comes again and again for the directory, and is content when it is gone.
      await engine.exec(nfs.container, [
        'sh',
        '-c',
        `find ${nfs.path} -maxdepth 1 -uid 2000 -exec rm -rf {} +`,
      ])
      await mode('0755')
    }
  },
  fails: {
    'nfs/reclaim/a-directory-of-mode-0700-that-belongs-to-another-user-is-deleted-too':
      /reclaim the volume in time.*VolumeFailedDelete.*permission denied/s,
  },
  diagnosis: {
    'nfs/reclaim/a-directory-of-mode-0700-that-belongs-to-another-user-is-deleted-too':
      /changed Deployment nfs-client-provisioner .*powerless-provisioner.*runAsUser is 1000 instead of 0/,
  },
  keep: true,
}
