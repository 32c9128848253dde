/** A shard's preflight asks for every right of the table of needs: one that its Pod was not given would end it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clusterRole } from '../../cluster/in-cluster/manifests.ts'
import { readTable, whoNeeds } from '../../needs/needs.ts'
import { isPath, type Right, readRight } from '../../rights.ts'

const { rules = [] } = clusterRole('any')

function isGiven({ verb, group, resource, subresource }: Right): boolean {
  const name = subresource === undefined ? resource : `${resource}/${subresource}`
  return rules.some(
    rule => rule.apiGroups?.includes(group) && rule.resources?.includes(name) && rule.verbs.includes(verb),
  )
}

test('what the scenarios need, manifests/in-cluster.yaml gives', () => {
  const table = readTable()
  const needed = [...whoNeeds(table, Object.keys(table.scenarios)).keys()]
  assert.ok(needed.length > 20)
  // Paths are open to whoever is authenticated (ClusterRole system:discovery).
  const lacking = needed.filter(text => !isPath(readRight(text)) && !isGiven(readRight(text)))
  assert.deepEqual(lacking, [])
  assert.ok(!isGiven(readRight('delete nodes in cluster')))
})
