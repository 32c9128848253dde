import { listObjects } from '../support/kubernetes/objects.ts'
import { type Mutant, scaleDeployment } from './mutant.ts'

const nobody = /Nobody answers DNS questions: no replica of the cluster DNS is Ready/

/** Nobody answers DNS questions. */
export const corednsDown: Mutant = {
  name: 'coredns-down',
  breaks: 'CoreDNS is scaled to 0',
  async inject(cluster) {
    const heal = await scaleDeployment(cluster, { namespace: 'kube-system', name: 'coredns' }, 0)
    const selection = { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns' }
    while ((await listObjects(cluster, 'Pod', selection)).items.length > 0)
      await new Promise(resolve => setTimeout(resolve, 250))
    return heal
  },
  fails: {
    'identity/dns/nslookup-in-another-pod-finds-each-pod-by-its-short-name':
      /resolve web-0\.nginx.*expected .*got/,
    'identity/dns/nslookup-in-another-pod-finds-each-pod-by-its-full-name':
      /resolve web-0\.nginx\..*expected .*got/,
    'identity/dns/every-dns-replica-gives-each-pod-s-address':
      /replicas of the cluster DNS.*no Ready endpoint/,
    'identity/dns/the-service-s-srv-records-name-the-pods': /replicas of the cluster DNS.*no Ready endpoint/,
    'services/normal/the-name-answers-the-service-s-own-address-only': /resolve front.*expected .*got/,
  },
  diagnosis: {
    'identity/dns/nslookup-in-another-pod-finds-each-pod-by-its-short-name': nobody,
    'identity/dns/nslookup-in-another-pod-finds-each-pod-by-its-full-name': nobody,
    'identity/dns/every-dns-replica-gives-each-pod-s-address': nobody,
    'identity/dns/the-service-s-srv-records-name-the-pods': nobody,
    'services/normal/the-name-answers-the-service-s-own-address-only': nobody,
  },
}
