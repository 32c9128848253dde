/**
 * The world of one scenario: its namespace, its journal and the workloads in it. Made in the Before hook, ended in the
 * After hook; nothing is shared between scenarios.
 */
import { type IWorldOptions, World } from '@cucumber/cucumber'
import { Failure } from './failure.ts'
import { type Faults, openFaults } from './faults/faults.ts'
import { openLedger } from './ledger/ledger.ts'
import { type TalliedLedger, tallyLedger } from './ledger/tally.ts'
import { type Figure, figureMediaType } from './record.ts'
import type { RunContext } from './run-context.ts'
import type { Scope } from './scope.ts'
import type { Actors, Seen } from './workloads/actors.ts'
import { type Client, openClient } from './workloads/client/client.ts'
import { type Elasticsearch, openElasticsearch } from './workloads/elasticsearch/elasticsearch.ts'
import { type Nfs, openNfs } from './workloads/nfs/nfs.ts'
import { openWeb, type Web } from './workloads/web/web.ts'

export class StateproofWorld extends World<{ context: string }> implements Actors {
  readonly run: RunContext
  private opened:
    | {
        scope: Scope
        web: Web
        client: Client
        nfs: Nfs
        elasticsearch: Elasticsearch
        faults: Faults
        ledger: TalliedLedger
      }
    | undefined
  readonly seen: Seen = {}

  constructor(options: IWorldOptions<{ context: string }>) {
    super(options)
    this.run = JSON.parse(options.parameters.context) as RunContext
  }

  /** Called once the namespace is there and watched. */
  open(scope: Scope): void {
    this.opened = {
      scope,
      web: openWeb(scope),
      client: openClient(scope),
      nfs: openNfs(scope),
      elasticsearch: openElasticsearch(scope),
      faults: openFaults(scope.journal),
      ledger: tallyLedger(openLedger(), scope.journal),
    }
  }

  /** Called when the scenario has ended: what still runs for it must not speak to Cucumber any more. */
  close(): void {
    this.opened = undefined
  }

  get isOpen(): boolean {
    return this.opened !== undefined
  }

  get scope(): Scope {
    return this.parts.scope
  }

  get web(): Web {
    return this.parts.web
  }

  get client(): Client {
    return this.parts.client
  }

  get nfs(): Nfs {
    return this.parts.nfs
  }

  get elasticsearch(): Elasticsearch {
    return this.parts.elasticsearch
  }

  get faults(): Faults {
    return this.parts.faults
  }

  get ledger(): TalliedLedger {
    return this.parts.ledger
  }

  /** Keeps a measured number for the report. An arrow, so that it can be handed on without its world. */
  readonly figure = (figure: Figure): void => {
    void this.attach(JSON.stringify(figure), { mediaType: figureMediaType })
  }

  private get parts() {
    if (this.opened === undefined)
      throw new Failure({ code: 'world-closed', what: 'use the scenario before its namespace is there' })
    return this.opened
  }
}
