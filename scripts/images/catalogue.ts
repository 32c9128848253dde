/**
 * Which images and versions there are: the versions that are built from source, the names under which Kubernetes asks
 * for its own images, and the public images, pinned by digest.
 *
 * Only data; knows nothing of building or pulling.
 */
import type { Settings } from '../../support/settings.ts'
import { publicWorkloadImages } from '../../support/workloads/public-images.ts'

export const kubernetesVersion = 'v1.37.2'

/** Programs built from Go modules: the folder with their go.mod, and their import paths. */
export const goPrograms = {
  kubernetes: {
    packages: [
      'kubeadm',
      'kubelet',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'kube-proxy',
      'kubectl',
    ].map(program => `k8s.io/kubernetes/cmd/${program}`),
  },
  etcd: { packages: ['go.etcd.io/etcd/server/v3', 'go.etcd.io/etcd/etcdctl/v3'], rename: { server: 'etcd' } },
  containerd: {
    packages: ['containerd', 'ctr', 'containerd-shim-runc-v2'].map(
      program => `github.com/containerd/containerd/v2/cmd/${program}`,
    ),
    // The snapshotters that need C libraries; a kind node uses overlayfs only.
    tags: ['no_aufs', 'no_btrfs', 'no_devmapper', 'no_zfs'],
  },
  coredns: { packages: ['github.com/coredns/coredns'] },
  'local-path': { packages: ['github.com/rancher/local-path-provisioner'] },
  pause: { packages: ['stateproof.dev/images/pause'] },
  network: { packages: ['stateproof.dev/images/network'] },
  'mount-nfs': { packages: ['stateproof.dev/images/mount-nfs'] },
  'nfs-provisioner': { packages: ['stateproof.dev/images/nfs-provisioner'] },
} satisfies Record<string, GoProgram>

export interface GoProgram {
  packages: string[]
  tags?: string[]
  /** Name of the program where the import path's last word is another. */
  rename?: Record<string, string>
}

export type GoProgramName = keyof typeof goPrograms

/** Names under which kubeadm v1.37.2, containerd's configuration and the default manifests ask for images. */
export const systemImages = {
  'kube-apiserver': `registry.k8s.io/kube-apiserver:${kubernetesVersion}`,
  'kube-controller-manager': `registry.k8s.io/kube-controller-manager:${kubernetesVersion}`,
  'kube-scheduler': `registry.k8s.io/kube-scheduler:${kubernetesVersion}`,
  'kube-proxy': `registry.k8s.io/kube-proxy:${kubernetesVersion}`,
  etcd: 'registry.k8s.io/etcd:3.7.0-0',
  coredns: 'registry.k8s.io/coredns/coredns:v1.14.6',
  pause: 'registry.k8s.io/pause:3.10',
  'local-path': 'stateproof.dev/local-path-provisioner:v0.0.30',
  'storage-helper': 'stateproof.dev/storage-helper:1',
  network: 'stateproof.dev/network:1',
} as const

/** Images that the scenarios' workloads run, under the names that our own builds carry. */
export const workloadImages = {
  nginx: 'stateproof.dev/nginx:1',
  client: 'stateproof.dev/client:1',
  nfsProvisioner: 'stateproof.dev/nfs-provisioner:1',
  elasticsearch: 'stateproof.dev/elasticsearch:7.6.2',
  busybox: 'stateproof.dev/busybox:1',
} as const

export type WorkloadName = keyof typeof workloadImages

export interface MavenArtefact {
  group: string
  name: string
  version: string
  packaging: string
  sha256: string
}

export interface ElasticsearchRelease {
  distribution: MavenArtefact
  /** Java version of its runtime, and the Debian release that has it. */
  java: string
  javaDebian: string
}

/** Elastic's distribution without plugins; the only one that is on Maven Central. Its checksums are those of our first download. */
function distribution(version: string, sha256: string): MavenArtefact {
  const group = 'org.elasticsearch.distribution.integ-test-zip'
  return { group, name: 'elasticsearch', version, packaging: 'zip', sha256 }
}

/**
 * The Elasticsearch versions that can be built, by `--elasticsearch-version`.
 * Java: 7.6 sets a security manager at run time, which 18 and later refuse (JEP 411), and 17 still lets; 9 asks for 21
 * or later.
 */
export const elasticsearchReleases: Record<Settings['elasticsearchVersion'], ElasticsearchRelease> = {
  '7.6.2': {
    distribution: distribution('7.6.2', 'b02e86bb0753634b69f372fbf3eeb43b1fb971c29f28259ac9e9a5b201b6c651'),
    java: '17',
    javaDebian: 'bookworm',
  },
  '9.2.0': {
    distribution: distribution('9.2.0', 'bf44938a0490ba2a303d39c9cb64b38963dd08c812ce93e10816e878585bcb6b'),
    java: '21',
    javaDebian: 'trixie',
  },
}

/**
 * The public images, pinned by digest.
 * The node image and its digest are those that kind v0.33.0 names as its default (its pkg/apis/config/defaults/image.go).
 */
export const publicImages = {
  node: 'docker.io/kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5',
  ...publicWorkloadImages,
} as const
