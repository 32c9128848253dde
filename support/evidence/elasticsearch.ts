/** What Elasticsearch says of itself: health, nodes, shards, and its own explanation of a shard that has no place. */
import { stringify } from 'yaml'
import type { Pod } from '../kubernetes/pods.ts'
import { openApi } from '../workloads/elasticsearch/api.ts'
import { elasticsearchLabels } from '../workloads/elasticsearch/manifests.ts'
import type { Gathering } from './collect-evidence.ts'

const questions = {
  health: '/_cluster/health?local=true',
  nodes: '/_cat/nodes?v&h=name,ip,master,node.role,heap.percent',
  shards: '/_cat/shards?v&h=index,shard,prirep,state,node,unassigned.reason,unassigned.details',
  explanation: '/_cluster/allocation/explain',
  state: '/_cluster/state/master_node,nodes?local=true',
}
/** A node without a master lets a question wait for one for 30 s. */
const answerWithinMs = 8_000

export async function keepElasticsearch({ scope, folder }: Gathering): Promise<void> {
  const pods = scope.journal.view.list('Pod').filter(isElasticsearch)
  if (pods.length === 0) return
  const api = openApi(scope.cluster, scope.namespace)
  const ask = async (pod: string, path: string) => {
    const [plain = '', query = ''] = path.split('?')
    const options = {
      query: Object.fromEntries(new URLSearchParams(query)),
      withinMs: answerWithinMs,
      signal: folder.signal,
    }
    const answer = await api
      .node(pod, plain, options)
      .catch((error: unknown) => ({ status: 0, body: String(error) }))
    return answer === undefined
      ? { status: 0, body: 'no answer' }
      : { status: answer.status, body: parsed(answer.body) }
  }
  const content = async () => {
    const answers = await Promise.all(
      pods.map(async ({ metadata }) => {
        const pod = metadata?.name ?? ''
        const all = await Promise.all(
          Object.entries(questions).map(async ([name, path]) => [name, await ask(pod, path)] as const),
        )
        return { pod, ...Object.fromEntries(all) }
      }),
    )
    return stringify(folder.redacted(answers))
  }
  await folder.keep({
    file: 'elasticsearch.yaml',
    what: 'health, shards and explanations of Elasticsearch',
    content,
  })
}

function isElasticsearch({ metadata }: Pod): boolean {
  return Object.entries(elasticsearchLabels).every(([name, value]) => metadata?.labels?.[name] === value)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
