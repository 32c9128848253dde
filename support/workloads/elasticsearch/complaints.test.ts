import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaintsIn } from './complaints.ts'

/** Lines as Elasticsearch 7.6.2 printed them, behind the kubelet's time. */
const at = '2026-11-25T10:00:00.000000000Z [2026-11-25T10:00:00,000]'
const notBootstrapped = `${at}[WARN ][o.e.c.c.ClusterFormationFailureHelper] [es-1] master not discovered yet, this node has not previously joined a bootstrapped (v7+) cluster, and this node must discover master-eligible nodes [stranger-0, stranger-1] to bootstrap a cluster: have discovered [{es-1}{k1}{e1}{10.244.1.4}{10.244.1.4:9300}{dim}, {es-0}{k0}{e0}{10.244.2.4}{10.244.2.4:9300}{dim}]; discovery will continue using [10.244.2.4:9300] from hosts providers and [{es-1}{k1}{e1}{10.244.1.4}{10.244.1.4:9300}{dim}] from last-known cluster state; node term 0, last-accepted version 0 in term 0`
const noElection = `${at}[WARN ][o.e.c.c.ClusterFormationFailureHelper] [es-0] master not discovered or elected yet, an election requires at least 2 nodes with ids from [k0, k1, k2], have discovered [{es-0}{k0}{e0}{10.244.2.4}{10.244.2.4:9300}{dim}] which is not a quorum; discovery will continue using [] from hosts providers and [] from last-known cluster state; node term 1, last-accepted version 9 in term 1`

for (const [what, log, expected] of [
  [
    'a first election that waits for strangers',
    notBootstrapped,
    'waits for the first election by stranger-0, stranger-1, has found es-1, es-0, and tries 10.244.2.4:9300',
  ],
  ['no majority', noElection, 'has found es-0, which is not enough for an election, and tries no address'],
  [
    'a lock',
    'Caused by: java.lang.IllegalStateException: failed to obtain node locks, tried [[/usr/share/elasticsearch/data]] with lock id [0]; maybe these locations are not writable',
    'could not lock its data in /usr/share/elasticsearch/data (node.lock)',
  ],
  [
    'a disk that is nearly full',
    'low disk watermark [85%] exceeded on [XUGVG][es-1][/usr/share/elasticsearch/data/nodes/0] free: 34.7gb[13.8%], replicas will not be assigned to this node',
    'finds the disk of es-1 too full (low mark): 34.7gb[13.8%] free',
  ],
  [
    'memory maps',
    '[1]: max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]',
    'refuses to start: vm.max_map_count is 65530, less than 262144',
  ],
  [
    'open files',
    '[1]: max file descriptors [20000] for elasticsearch process is too low, increase to at least [65535]',
    'refuses to start: it may open 20000 files, less than 65535',
  ],
] as const)
  test(`told from a log: ${what}`, () => {
    assert.deepEqual(complaintsIn(`${at} started\n${log}\nat java.base/x.y(Z.java:1)`), [expected])
  })

test('the last line of a kind counts, and a log without a complaint says nothing', () => {
  const later = notBootstrapped.replace('have discovered [', 'have discovered [{es-2}{k2}, ')
  assert.match(complaintsIn(`${notBootstrapped}\n${later}`)[0] ?? '', /has found es-2, es-1, es-0/)
  assert.deepEqual(complaintsIn(`${at} started`), [])
})

test('data that was altered is told as Elasticsearch prints it, within another exception and by itself', () => {
  assert.deepEqual(complaintsIn('nested: CorruptIndexException[checksum failed (resource=_0.cfs)]; more'), [
    'found its data altered: CorruptIndexException[checksum failed (resource=_0.cfs)]',
  ])
  assert.deepEqual(
    complaintsIn('Caused by: org.x.TranslogCorruptedException: translog from source /d/t.tlog is corrupted'),
    ['found its data altered: TranslogCorruptedException: translog from source /d/t.tlog is corrupted'],
  )
})
