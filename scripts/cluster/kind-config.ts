/**
 * kind's configuration of our cluster: one control plane and two workers, so that Pods can be on different nodes.
 * A pure function.
 */
import { stringify } from 'yaml'

/** @param cgroupVersion of the host: the kubelet of today refuses version 1 unless told otherwise. */
export function kindConfig({ name, cgroupVersion }: { name: string; cgroupVersion: 1 | 2 }): string {
  return stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name,
    nodes: [{ role: 'control-plane' }, { role: 'worker' }, { role: 'worker' }],
    kubeadmConfigPatches: cgroupVersion === 1 ? [kubeletOnCgroupV1] : [],
  })
}

const kubeletOnCgroupV1 = stringify({
  kind: 'KubeletConfiguration',
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  failCgroupV1: false,
})
