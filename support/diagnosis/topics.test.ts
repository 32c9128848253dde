/** What the failures of the workloads are about, so that no rule is deaf to them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { topicOf } from './topics.ts'

const known: [string, string, string][] = [
  ['wait-timeout', 'see 2 Pods of StatefulSet web to be Ready within 12 s', 'ready'],
  ['wait-timeout', 'see PersistentVolumeClaim data to be Bound within 30 s', 'claim'],
  ['broken-promise', 'create the Pods in order', 'order'],
  ['broken-promise', 'follow the Pods within 30 s', 'dns'],
  ['broken-promise', 'spread the requests over the Ready Pods', 'requests'],
  ['wait-timeout', 'see Pod writer to be gone within 59.6 s', 'gone'],
  ['broken-promise', 'stay Pending', 'claim'],
  ['broken-promise', 'name the cause within 24 s', 'claim'],
  ['broken-promise', "do with the claim's directory what the class says", 'volume'],
  ['broken-promise', 'leave alone what lies beside the volume', 'volume'],
  ['broken-promise', 'reclaim the volume in time', 'volume'],
  ['broken-promise', 'lead to the NFS server', 'volume'],
  ['broken-promise', 'find the same bytes', 'content'],
  ['broken-promise', 'lock against other processes', 'writing'],
  ['broken-promise', 'read only whole versions', 'content'],
  ['broken-promise', 'keep every flushed record', 'content'],
  ['broken-promise', 'wait for the server', 'writing'],
  ['broken-promise', 'go on writing within 60 s', 'writing'],
  ['broken-promise', 'leave the writer alone', 'writing'],
  ['broken-promise', "serve the Pod's own line to itself", 'content'],
  ['broken-promise', 'give each claim a directory of its own', 'volume'],
  ['broken-promise', 'keep the data on the claim', 'volume'],
  ['broken-promise', 'keep every acknowledged document', 'documents'],
  ['broken-promise', 'have a limit of its own', 'elasticsearch'],
  ['broken-promise', 'set vm.max_map_count', 'elasticsearch'],
  ['broken-promise', 'give the Service an address', 'requests'],
  ['broken-promise', 'be green within 120 s', 'elasticsearch'],
  ['dns-down', 'find the replicas of the cluster DNS', 'dns'],
  ['command-in-pod', 'run "x"', 'content'],
  ['exec-lost', 'run sh in Pod x', 'harness'],
]
for (const [code, what, expected] of known)
  test(`${code}: "${what}" is about ${expected}`, () => {
    assert.equal(topicOf({ code, what }), expected)
  })
