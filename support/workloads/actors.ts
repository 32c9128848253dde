/**
 * Who acts in a scenario, as the workloads see the world: enough to ask, to remember and to measure.
 *
 * Only shapes; knows nothing of Cucumber.
 */
import type { Ledger } from '../ledger/ledger.ts'
import type { Figure } from '../record.ts'
import type { Scope } from '../scope.ts'
import type { Asking } from './client/asking.ts'
import type { Client } from './client/client.ts'
import type { DnsAnswer } from './client/dns-answers.ts'
import type { Elasticsearch } from './elasticsearch/elasticsearch.ts'
import type { SettledNodes } from './elasticsearch/own-copies.ts'
import type { Traffic } from './elasticsearch/traffic.ts'
import type { Nfs } from './nfs/nfs.ts'
import type { Outage } from './nfs/outage.ts'
import type { Reclaim } from './nfs/reclaim.ts'
import type { Writing } from './nfs/writing.ts'
import type { ContentMemory } from './web/content.ts'
import type { Web } from './web/web.ts'

export interface Actors {
  readonly scope: Scope
  readonly web: Web
  readonly client: Client
  readonly nfs: Nfs
  readonly elasticsearch: Elasticsearch
  readonly ledger: Ledger
  readonly seen: Seen
  /** Keeps a measured number for the report. */
  figure(figure: Figure): void
}

/** What one step learned, for the steps after it in the same scenario. */
export interface Seen {
  answers?: DnsAnswer[]
  /** DNS name → name of the Pod that it belongs to. */
  names?: Map<string, string>
  /** Reverse name of an address → the names that it must lead back to. */
  namesByAddress?: Map<string, string[]>
  responses?: (string | undefined)[]
  content?: ContentMemory
  probe?: DnsProbe
  /** File name → SHA-256 of what was written to it. */
  digests?: Map<string, string>
  /** UUID of the Elasticsearch cluster before the disruption. */
  clusterUuid?: string
  traffic?: Traffic
  /** What lies beside a claim's directory, before the claim is deleted. */
  neighbours?: string
  reclaim?: Reclaim
  writing?: Writing
  outage?: Outage
  /** What each Elasticsearch node was before the disruption. */
  settled?: SettledNodes
}

/** A probe that asks every DNS replica all the time. */
export interface DnsProbe {
  answers: DnsAnswer[]
  asking: Asking
}
