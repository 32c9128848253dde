/**
 * When an Elasticsearch Pod counts as Ready. The article does not say; without a probe all three Pods are Ready seconds
 * before there is a cluster.
 *
 * Only the probe and its reasons; knows nothing of the rest of the Pod.
 */

/**
 * Ready means: this node has joined a cluster, or there is no other that it could join.
 *
 * - A node listens on 9200 only after it has joined, or after 30 s in which it found no master
 *   (`discovery.initial_state_timeout`; seen on 7.6.2: 9300 after 4 s, 9200 after 35 s). So "9200 answers" is "joined".
 * - The Pods are started in order: es-1 is not created before es-0 is Ready, and es-0 alone cannot elect a master. So a
 *   probe that asks for a cluster, or for a master, is never met. es-0 must be Ready on its own: as soon as it can be
 *   joined (9300 listens) while the Service has no other Pod. Waiting out the 30 s would do too, at each first start.
 * - It does not ask for a master later either. When es-1 and es-2 are lost together, es-0 has no master until one of
 *   them is back; were it not Ready for that, the controller would never create them again ("waiting for Pod to be
 *   Running and Ready", processReplica in Kubernetes' stateful_set_control.go). It would also leave the Service's DNS
 *   name, which lists Ready Pods only and by which the nodes find one another under new addresses. That a node has
 *   lost its master is for the cluster's state to tell, and is asked of each node (cluster-state.ts).
 *
 * For the same reason the Service needs no `publishNotReadyAddresses`, which the article does not set: each Pod that
 * another must find is Ready before the other is created, and a node that is being replaced does the finding itself.
 */
export function readinessProbe(seedHost: string) {
  return {
    exec: { command: ['bash', '-c', script(seedHost)] },
    // Each look costs a shell and a curl in each of three Pods; two seconds are still short beside a start of ten.
    periodSeconds: 2,
    // A name server that is away makes getent wait 5 s (its default); the probe then fails, and is tried again.
    timeoutSeconds: 5,
    // A full collection of garbage may silence a node for a moment.
    failureThreshold: 3,
  }
}

/**
 * Asked is the node for itself, which every version answers with or without a master; `/` would do, but is in a module
 * that Elastic's distribution without plugins lacks since 8.
 *
 * curl ends with 7 where nothing listens. Bash opens /dev/tcp itself; the public image has no other tool for that.
 */
function script(seedHost: string): string {
  return `curl -sf -o /dev/null --max-time 3 'http://127.0.0.1:9200/_nodes/_local/http?filter_path=_nodes'; code=$?
[ $code = 7 ] || exit $code
addresses() { getent ahosts "$1" | cut -d ' ' -f 1 | sort -u; }
others=$(addresses ${seedHost} | grep -vxF "$(addresses "$HOSTNAME")")
[ -z "$others" ] || { echo "not joined yet; it can join $others"; exit 1; }
exec 3<> /dev/tcp/127.0.0.1/9300`
}
