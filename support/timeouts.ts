/**
 * Our patience, in milliseconds, in one table. Numbers that are part of the contract stand in the features, not here:
 * a slow cluster that keeps its promises may be waited for, so every entry is a bound on hopelessness, not a target.
 *
 * `--timeout-scale` multiplies them all.
 */
const patience = {
  /**
   * One Pod from creation to Ready, with its volume provisioned first. Upstream allows 5 minutes
   * (kubernetes test/e2e/framework/timeouts.go, PodStart); images are there before we begin.
   */
  podReady: 120_000,
  /** One Elasticsearch node from creation to Ready: a Java start of 15 s alone, three at a time on two busy cores. */
  elasticsearchReady: 180_000,
  /** A few hundred documents acknowledged by a green cluster: seconds at 200 a second, and the first of them find a cold JVM. */
  writesAcknowledged: 60_000,
  /** One Pod from deletion to gone: 30 s grace period (the API's default) and then the kubelet's unmounting. */
  podGone: 90_000,
  /** An object that a controller makes in answer to ours (a Pod of a set, an EndpointSlice). */
  controllerAnswers: 30_000,
  /** A namespace with everything in it, volumes unmounted and removed: ordered, so longer than any one of them. */
  namespaceGone: 180_000,
  /** One request to the API server. */
  request: 20_000,
  /** Every watch of a namespace listed and established. */
  watchesEstablished: 20_000,
  /** One command in a Pod, the connection to the kubelet included. */
  command: 30_000,
  /** 60 requests by curl one after another, of which each may take 2 s. */
  requestLoop: 150_000,
  /**
   * How long a DNS probe must give only right answers before its name counts as settled: 30 looks at 100 ms.
   * One right answer proves nothing where several caches stand behind one address.
   */
  dnsSettled: 3_000,
  /** Backstop of a step: every wait has its own, shorter bound, so this one is never the first to speak. */
  step: 15 * 60_000,
}

/** A person who watches a terminal begins to wonder after about this long: whoever waits says what for. */
export const speakEveryMs = 15_000

export type Timeouts = Readonly<typeof patience>

/** The table, every value multiplied by `scale`. */
export function scaledTimeouts(scale: number): Timeouts {
  const entries = Object.entries(patience).map(([name, ms]) => [name, ms * scale])
  return Object.freeze(Object.fromEntries(entries) as Timeouts)
}
