/**
 * The public images of the workloads, pinned by digest: what an existing cluster pulls. On kind clusters they are in
 * the node image, or builds of our own stand in for them. Only data.
 */
import type { WorkloadImages } from '../run-context.ts'
import type { Settings } from '../settings.ts'

/**
 * Elasticsearch by version. The digest of 7.6.2 is the one that Docker's official image of that version is built from
 * (docker-library/elasticsearch, 7/Dockerfile). That of 9.2.0 was not to be had with certainty: it goes by its tag.
 */
export const publicElasticsearchImages: Record<Settings['elasticsearchVersion'], string> = {
  '7.6.2':
    'docker.elastic.co/elasticsearch/elasticsearch:7.6.2@sha256:59342c577e2b7082b819654d119f42514ddf47f0699c8b54dc1f0150250ce7aa',
  '9.2.0': 'docker.elastic.co/elasticsearch/elasticsearch:9.2.0',
}

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
  /** The article's version. */
  elasticsearch: publicElasticsearchImages['7.6.2'],
  /** For the article's init containers: sh and sysctl. */
  busybox:
    'docker.io/library/busybox:1.37.0@sha256:9532d8c39891ca2ecde4d30d7710e01fb739c87a8b9299685c63704296b16028',
}
