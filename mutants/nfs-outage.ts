/** Mutants of what happens while the NFS server is away or was killed. */
import { injectPolicy, isPod, type Mutant, runsBeside } from './mutant.ts'
import { onEveryNode } from './on-nodes.ts'

const outage = 'nfs/outage/writes-wait-for-a-server-that-is-away-for-20-seconds-and-nothing-flushed-is-lost'
const nothing = async () => async () => {}

/**
 * The files are gone with its process, as on a share that lies in memory. Not a real tmpfs: ganesha starts on one and
 * exports nothing.
 */
const forget = 'find /data/k8s -mindepth 2 -type f -delete; exec /usr/local/bin/entrypoint'
export const forgetfulServer: Mutant = {
  name: 'forgetful-server',
  breaks: 'the NFS server forgets every file when it is started again',
  inject: nothing,
  server: { entrypoint: ['sh', '-c', forget] },
  fails: {
    'nfs/provisioning/what-was-flushed-is-there-after-the-server-was-killed':
      /keep every flushed record.*lost 50/,
    [outage]: /keep every flushed record.*lost \d+|wait for the server.*record-/,
  },
  diagnosis: {
    'nfs/provisioning/what-was-flushed-is-there-after-the-server-was-killed':
      /NFS server did not keep what it had acknowledged: after the fault "the NFS server is killed"/,
    [outage]: /NFS server (?:did not keep what it had acknowledged|no longer knows a file)/,
  },
  keep: true,
}

/** The default of exports(5), and the most frequent mistake on a server. */
export const squashingServer: Mutant = {
  name: 'squashing-server',
  breaks: 'the NFS server squashes root',
  inject: nothing,
  server: { env: { NFS_SQUASH: 'root_squash' } },
  fails: {
    'nfs/provisioning/a-claim-is-bound-to-a-directory-on-the-server':
      /PersistentVolumeClaim data to be Bound.*ProvisioningFailed.*permission denied/s,
  },
  diagnosis: {
    'nfs/provisioning/a-claim-is-bound-to-a-directory-on-the-server':
      /claim data was never bound: .*permission denied.*does not let root act as root \(Root_Squash\)/,
  },
  timeoutScale: 0.25,
}

/** Instead of dd: takes the data, says that they are flushed, and writes them a second later. */
const hasty = `#!/bin/sh
cat > /tmp/later.$$
(sleep 1; /usr/bin/dd if=/tmp/later.$$ "$@"; rm /tmp/later.$$) >/dev/null 2>&1 &
`
const install = `echo ${Buffer.from(hasty).toString('base64')} | base64 -d > /usr/local/bin/dd && chmod +x /usr/local/bin/dd && exec sleep infinity`

/** A write is acknowledged before it is flushed. */
export const hastyWriter: Mutant = {
  name: 'hasty-writer',
  breaks: 'the writer says that a record is flushed, and flushes it a second later',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'hasty-writer',
      group: '',
      resource: 'pods',
      condition: isPod('writer'),
      patch: `[JSONPatch{op: "replace", path: "/spec/containers/0/command", value: ["sh", "-c", "${install}"]}]`,
    }),
  fails: { [outage]: /wait for the server.*got \d+ were acknowledged/ },
  diagnosis: { [outage]: /changed Pod writer .*hasty-writer.*command\[0\] is "sh" instead of "sleep"/ },
}

export const secondWriter: Mutant = {
  name: 'second-writer',
  breaks: 'a second writer writes to the same volume',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'second-writer',
      group: '',
      resource: 'pods',
      condition: isPod('writer'),
      patch: runsBeside(
        'while sleep 1; do mkdir -p /data/records; echo mine > /data/records/record-90000; done',
      ),
    }),
  fails: { [outage]: /keep every flushed record.*foreign 1: writer\/record-90000/ },
  diagnosis: { [outage]: /changed Pod writer .*second-writer.*initContainers\[stranger\] was added/ },
}

/** A probe that asks the volume fails when the server is away, and the kubelet starts the container again. */
export const probedVolume: Mutant = {
  name: 'probed-volume',
  breaks: "the writer's liveness probe writes to the volume",
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'probed-volume',
      group: '',
      resource: 'pods',
      condition: isPod('writer'),
      patch: `[JSONPatch{op: "add", path: "/spec/containers/0/livenessProbe", value: Object.spec.containers.livenessProbe{
        exec: Object.spec.containers.livenessProbe.exec{command: ["touch", "/data/alive"]},
        periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 2}}]`,
    }),
  fails: { [outage]: /leave the writer alone.*[1-9]\d* restarts/ },
  diagnosis: { [outage]: /changed Pod writer .*probed-volume.*livenessProbe/ },
}

/** Everybody mounts the share, whether they need it or not. */
export const needyNeighbour: Mutant = {
  name: 'needy-neighbour',
  breaks: 'the Pod without an NFS volume gets one',
  inject: (cluster, { nfs }) =>
    injectPolicy(cluster, {
      name: 'needy-neighbour',
      group: '',
      resource: 'pods',
      condition: isPod('neighbour'),
      patch: `[
        JSONPatch{op: "add", path: "/spec/volumes", value: [Object.spec.volumes{name: "share", nfs: Object.spec.volumes.nfs{server: "${nfs.server}", path: "${nfs.path}"}}]},
        JSONPatch{op: "add", path: "/spec/containers/0/volumeMounts", value: [Object.spec.containers.volumeMounts{name: "share", mountPath: "/share"}]}
      ]`,
    }),
  fails: {
    'nfs/outage/a-pod-without-an-nfs-volume-starts-on-the-same-node-while-the-server-is-away':
      /Pod neighbour to be Ready within 30 s/,
  },
  diagnosis: {
    'nfs/outage/a-pod-without-an-nfs-volume-starts-on-the-same-node-while-the-server-is-away':
      /changed Pod neighbour .*needy-neighbour.*(?:volumeMounts|volumes)\[\/?share\] was added/,
  },
}

export const slowToEnd: Mutant = {
  name: 'slow-to-end',
  breaks: 'the writer does not end when it is asked to, and has 100 seconds to do so',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'slow-to-end',
      group: '',
      resource: 'pods',
      condition: isPod('writer'),
      patch: '[JSONPatch{op: "replace", path: "/spec/terminationGracePeriodSeconds", value: 100}]',
    }),
  fails: {
    'nfs/outage/a-pod-that-is-deleted-while-the-server-is-away-ends-when-it-is-back':
      /Pod writer to be gone.*still there/,
  },
  diagnosis: {
    'nfs/outage/a-pod-that-is-deleted-while-the-server-is-away-ends-when-it-is-back':
      /changed Pod writer .*slow-to-end.*terminationGracePeriodSeconds is 100 instead of 1/,
  },
}

/** The name leads to the former address for ever, as an entry in /etc/hosts does. */
export const staleName: Mutant = {
  name: 'stale-name',
  breaks: "the nodes keep the NFS server's former address in /etc/hosts",
  async inject(_cluster, around) {
    const { engine, nfs } = around
    const address = (await engine.inspect(nfs.container))?.address ?? ''
    const onAll = (line: string) => onEveryNode(around, ['sh', '-c', line])
    // Docker mounts the file: it can be written, not replaced.
    const forget = `sed '/${nfs.server}$/d' /etc/hosts > /tmp/hosts && cat /tmp/hosts > /etc/hosts`
    await onAll(`${forget} && echo '${address} ${nfs.server}' >> /etc/hosts`)
    return () => onAll(forget)
  },
  fails: {
    'nfs/outage/a-server-that-comes-back-at-another-address-is-found-by-those-who-mount-it-then':
      /Pod second to be Ready.*FailedMount/s,
  },
  diagnosis: {
    'nfs/outage/a-server-that-comes-back-at-another-address-is-found-by-those-who-mount-it-then':
      /Pod second cannot start .*node \S+ takes the NFS server \S+ to be at [\d.]+, and it is at [\d.]+/,
  },
  timeoutScale: 0.3,
}
