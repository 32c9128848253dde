import { type Mutant, scaleDeployment } from './mutant.ts'

/** Nobody makes volumes. */
export const provisionerDown: Mutant = {
  name: 'provisioner-down',
  breaks: 'the storage provisioner is scaled to 0',
  inject: cluster =>
    scaleDeployment(cluster, { namespace: 'local-path-storage', name: 'local-path-provisioner' }, 0),
  fails: {
    'storage/claims/two-pods-have-two-claims-on-two-volumes':
      /2 Pods of StatefulSet web to be Ready.*PersistentVolumeClaim www-web-0: Pending/s,
  },
  diagnosis: {
    'storage/claims/two-pods-have-two-claims-on-two-volumes':
      /www-web-0 was never bound: .*its Deployment local-path-storage\/local-path-provisioner is scaled to 0/,
  },
  timeoutScale: 0.1,
}
