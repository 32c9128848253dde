/** Words about claims, volumes and files. */
import { type DataTable, Given, Then } from '@cucumber/cucumber'
import { assertOwnVolumes, assertSameClaims, claimsAreBound } from '../support/workloads/web/claims.ts'
import {
  linkLastRecord,
  rememberClaims,
  writeHelloLines,
  writeRecords,
} from '../support/workloads/web/content.ts'
import {
  assertLedgerHolds,
  assertLinesServed,
  assertModesAndLinks,
} from '../support/workloads/web/judge-content.ts'
import type { StateproofWorld } from '../support/world.ts'

Then('these claims are Bound:', async function (this: StateproofWorld, table: DataTable) {
  const expected = table
    .hashes()
    .map(row => ({ name: row.claim ?? '', size: row.size ?? '', accessMode: row['access mode'] ?? '' }))
  await this.scope.journal.until(claimsAreBound(expected), { withinMs: this.scope.timeouts.podReady })
})

Then(
  'each claim has a volume of its own, made by the default storage class',
  async function (this: StateproofWorld) {
    await assertOwnVolumes(this.scope)
  },
)

Given('each Pod has written "hello $\\(hostname)" to its index.html', async function (this: StateproofWorld) {
  this.seen.content = { lines: await writeHelloLines(this.web), claims: rememberClaims(this.scope) }
})

Then(
  'each Pod serves its own line to itself, and to the client through Service {string}',
  async function (this: StateproofWorld, service: string) {
    await assertLinesServed(this, service)
  },
)

Then('each Pod has the same claim and volume as before', function (this: StateproofWorld) {
  assertSameClaims(this.seen.content?.claims, rememberClaims(this.scope))
})

Given(
  'each Pod has written {int} numbered files, each flushed to disk, with mode {mode}',
  async function (this: StateproofWorld, count: number, mode: string) {
    await writeRecords(this.web, this.ledger, { count, mode })
  },
)

Given('each Pod has made a symbolic link to its last file', async function (this: StateproofWorld) {
  await linkLastRecord(this.web, this.ledger.acknowledged.size / this.web.pods().length)
})

Then('no file that was flushed is lost, changed or foreign', async function (this: StateproofWorld) {
  await assertLedgerHolds(this)
})

Then(
  'the files still have mode {mode} and the links still lead to the last file',
  async function (this: StateproofWorld, mode: string) {
    await assertModesAndLinks(this, mode)
  },
)
