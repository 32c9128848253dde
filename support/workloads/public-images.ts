/**
 * The public images of the workloads, pinned by digest: what an existing cluster pulls. On kind clusters they are in
 * the node image, or builds of our own stand in for them. Only data.
 */
import type { WorkloadImages } from '../run-context.ts'

export const publicWorkloadImages: WorkloadImages = {
  /** The Debian variant, since the scenarios run curl in the Pod. */
  nginx:
    'docker.io/library/nginx:1.29.1@sha256:33e0bbc7ca9ecf108140af6288c7c9d1ecc77548cbfd3952fd8466a75edefe57',
  /** Kubernetes' own test image: nslookup, dig and curl. */
  client:
    'registry.k8s.io/e2e-test-images/agnhost:2.53@sha256:99c6b4bb4a1e1df3f0b3752168c89358794d02258ebebc26bf21c29399011a85',
  /** The heir of the article's provisioner. The digest is the one that `docker pull` prints for this tag. */
  nfsProvisioner:
    'registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2@sha256:63d5e04551ec8b5aae83b6f35938ca5ddc50a88d85492d9731810c31591fa4c9',
}
