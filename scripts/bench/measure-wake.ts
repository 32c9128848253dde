/**
 * How long a wait takes to go on after the watch event that satisfies it, on the real cluster: from the moment the
 * event was received to the moment the next request can be sent.
 */
import { join } from 'node:path'
import { met, notYet } from '../../support/check.ts'
import { runCommand } from '../../support/command.ts'
import { testCluster, testJournal, withNamespace } from '../../support/journal/fixture.ts'
import type { Journal } from '../../support/journal/journal.ts'
import { createObject } from '../../support/kubernetes/objects.ts'

const cli = join(import.meta.dirname, '..', '..', 'support', 'cli', 'main.ts')
const waits = 200
const withinMs = 10_000

export async function measureWake(): Promise<{ p99Ms: number }> {
  await runCommand(process.execPath, [cli, 'cluster', 'up'])
  const { stdout } = await runCommand(process.execPath, [cli, 'cluster', 'status', '-o', 'json'])
  const cluster = testCluster((JSON.parse(stdout) as { kubeconfigPath: string }).kubeconfigPath)
  const delays: number[] = []
  await withNamespace(cluster, async namespace => {
    const journal = await testJournal(cluster, namespace)
    for (let round = 0; round < waits; round++) {
      const name = `s-${round}`
      const woken = wokenAt(journal, name)
      const spec = { clusterIP: 'None', ports: [{ port: 80 }] }
      await createObject(cluster, { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name }, spec })
      delays.push((await woken) - (receivedAt(journal, name) ?? Number.NaN))
    }
    journal.close()
  })
  return { p99Ms: delays.toSorted((a, b) => a - b)[Math.ceil(waits * 0.99) - 1] ?? Number.NaN }
}

async function wokenAt(journal: Journal, name: string): Promise<number> {
  await journal.until(
    { what: name, look: view => (view.get('Service', name) ? met('there') : notYet('not there')) },
    { withinMs },
  )
  return journal.now()
}

function receivedAt({ entries }: Journal, name: string): number | undefined {
  return entries.find(entry => entry.kind === 'Service' && entry.name === name)?.atMs
}
