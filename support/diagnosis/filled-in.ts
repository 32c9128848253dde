/**
 * What the API and its built-in admission fill in by themselves: defaults, a Pod's account, its token, the node it is put
 * on. Everything else that nobody asked for was added by somebody.
 *
 * A table, from the API reference of v1.37 and from what kind clusters return; knows nothing of policies.
 */

/** Filled in with these values; with any value where none is given. */
type Table = readonly (readonly [path: RegExp, value?: unknown])[]

const pod: Table = [
  [/\.restartPolicy$/, 'Always'],
  [/\.terminationGracePeriodSeconds$/, 30],
  [/\.dnsPolicy$/, 'ClusterFirst'],
  [/\.schedulerName$/, 'default-scheduler'],
  [/\.serviceAccount(?:Name)?$/],
  [/\.(?:enableServiceLinks|automountServiceAccountToken)$/],
  [/\.preemptionPolicy$/, 'PreemptLowerPriority'],
  [/\.priority$/, 0],
  [/\.(?:nodeName|hostname|subdomain)$/],
  [/\.tolerations(?:\[|$)/],
  [/\.terminationMessage(?:Path|Policy)$/],
  [/\.imagePullPolicy$/],
  [/\.ports\[[^\]]*\]\.protocol$/, 'TCP'],
  [/Probe\.(?:timeoutSeconds|periodSeconds|successThreshold|failureThreshold|httpGet\.scheme)$/],
  [/\.fieldRef\.apiVersion$/, 'v1'],
  [/\.defaultMode$/],
  [/\.hostPath\.type$/, ''],
  [
    /(?:volumes|mountPath|volumeMounts)\[(?:kube-api-access-[^\]]*|\/var\/run\/secrets\/kubernetes\.io\/serviceaccount)\]/,
  ],
  // Requests that were not given are the limits' (resource.k8s.io, "Requests and limits").
  [/\.resources\.requests\.(?:cpu|memory)$/],
  [/\.volumeMounts\[[^\]]*\]\.recursiveReadOnly$/],
  [/\.hostUsers$|\.resourceVersion$/],
]

const tables: Record<string, Table> = {
  Pod: pod,
  StatefulSet: [
    ...pod,
    [/^spec\.podManagementPolicy$/, 'OrderedReady'],
    [/^spec\.revisionHistoryLimit$/, 10],
    [/^spec\.updateStrategy\.type$/, 'RollingUpdate'],
    [/^spec\.updateStrategy\.rollingUpdate\.(?:partition|maxUnavailable)$/],
    [/^spec\.persistentVolumeClaimRetentionPolicy\./, 'Retain'],
    [/^spec\.volumeClaimTemplates\[/],
    [/^spec\.minReadySeconds$/, 0],
    [/^spec\.replicas$/, 1],
  ],
  Service: [
    [/^spec\.clusterIPs?(?:\[|$)/],
    [/^spec\.ipFamil(?:ies|yPolicy)/],
    [/^spec\.internalTrafficPolicy$/, 'Cluster'],
    [/^spec\.sessionAffinity$/, 'None'],
    [/^spec\.type$/, 'ClusterIP'],
    [/\.protocol$/, 'TCP'],
    [/\.targetPort$/],
    [/\.nodePort$/],
  ],
  PersistentVolumeClaim: [[/^spec\.volumeMode$/, 'Filesystem'], [/^spec\.(?:volumeName|storageClassName)$/]],
  StorageClass: [
    [/^spec\.reclaimPolicy$/, 'Delete'],
    [/^spec\.volumeBindingMode$/, 'Immediate'],
  ],
  ClusterRole: [],
  Deployment: [...pod, [/^spec\.(?:progressDeadlineSeconds|revisionHistoryLimit)$/], [/^spec\.strategy\./]],
}

/** Whether this value at this path needs nobody's wish. Kinds that are not in the table are not compared. */
export function isFilledIn(kind: string, path: string, value: unknown): boolean {
  const table = tables[kind]
  if (table === undefined) return true
  if (value === null) return true
  if (typeof value === 'object' && Object.keys(value).length === 0) return true
  return table.some(
    ([pattern, expected]) => pattern.test(path) && (expected === undefined || expected === value),
  )
}

/** Kinds whose objects can be compared with what was asked for. */
export function isComparable(kind: string): boolean {
  return kind in tables
}
