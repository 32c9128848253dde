/**
 * The images that the cluster itself runs: Kubernetes' components, etcd, CoreDNS, pause, storage, network. Each carries
 * the name under which kubeadm or a manifest asks for it.
 *
 * Knows nothing of the node image they are put into.
 */
import { join } from 'node:path'
import { type BuildContext, docker } from '../build-context.ts'
import { systemImages } from '../catalogue.ts'
import { contentKey } from '../content-key.ts'
import { buildBaseImage } from './base-image.ts'
import { buildGoPrograms } from './go-programs.ts'
import { ofPrograms, onBase, withPrograms } from './program-images.ts'

type SystemImage = keyof typeof systemImages

/** @returns for each image the reference under which the cluster asks for it, and a key of all inputs. */
export async function buildComponentImages(
  context: BuildContext,
): Promise<{ references: string[]; key: string }> {
  const programs = {
    kubernetes: await buildGoPrograms(context, 'kubernetes'),
    etcd: await buildGoPrograms(context, 'etcd'),
    coredns: await buildGoPrograms(context, 'coredns'),
    localPath: await buildGoPrograms(context, 'local-path'),
    pause: await buildGoPrograms(context, 'pause'),
    network: await buildGoPrograms(context, 'network'),
  }
  const base = await buildBaseImage(context)
  const iptables = await onBase(
    context,
    base,
    'iptables',
    'RUN apt-get update && apt-get install -y --no-install-recommends iptables iproute2 conntrack kmod && rm -rf /var/lib/apt/lists/*',
  )
  const kubernetes = (program: string) => join(programs.kubernetes, program)
  const built: Record<SystemImage, string> = {
    'kube-apiserver': await ofPrograms(context, 'kube-apiserver', [kubernetes('kube-apiserver')]),
    'kube-controller-manager': await ofPrograms(context, 'kube-controller-manager', [
      kubernetes('kube-controller-manager'),
    ]),
    'kube-scheduler': await ofPrograms(context, 'kube-scheduler', [kubernetes('kube-scheduler')]),
    etcd: await ofPrograms(context, 'etcd', [join(programs.etcd, 'etcd'), join(programs.etcd, 'etcdctl')]),
    coredns: await ofPrograms(context, 'coredns', [join(programs.coredns, 'coredns')]),
    pause: await ofPrograms(context, 'pause', [join(programs.pause, 'pause')]),
    'local-path': await ofPrograms(context, 'local-path-provisioner', [
      join(programs.localPath, 'local-path-provisioner'),
    ]),
    'kube-proxy': await withPrograms(context, iptables, 'kube-proxy', [kubernetes('kube-proxy')]),
    network: await withPrograms(context, iptables, 'network', [join(programs.network, 'network')]),
    'storage-helper': base,
  }
  const names = Object.keys(systemImages) as SystemImage[]
  for (const name of names) await docker(context, ['tag', built[name], systemImages[name]])
  return {
    references: names.map(name => systemImages[name]),
    key: contentKey(...names.map(name => `${systemImages[name]}=${built[name]}`)),
  }
}
