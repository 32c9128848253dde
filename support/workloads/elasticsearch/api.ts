/**
 * Elasticsearch's REST interface, reached through the API server's proxy: one named node, or whichever node the
 * Service leads to. No port of ours is opened, and no Pod of ours is in between.
 *
 * Knows nothing of what the answers mean.
 */
import type { Cluster } from '../../kubernetes/cluster.ts'
import { type ApiRequest, sendForResponse } from '../../kubernetes/request.ts'
import type { Response } from './answers.ts'

export interface ElasticsearchApi {
  /**
   * Asks one node, by the name of its Pod. @returns undefined where no node answered.
   * @throws Failure when the API server does not answer.
   */
  node(pod: string, path: string, options?: AskOptions): Promise<Response | undefined>
  /** Asks any node that the Service leads to. */
  service(path: string, options?: AskOptions): Promise<Response | undefined>
}

export interface AskOptions extends Pick<ApiRequest, 'query' | 'withinMs' | 'signal'> {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sent as JSON; a text as it is (newline-delimited JSON). */
  body?: unknown
}

const port = 9200

export function openApi(cluster: Cluster, namespace: string): ElasticsearchApi {
  const ask = async (target: string, path: string, options: AskOptions = {}) => {
    const { method = 'GET', ...rest } = options
    const proxied = `/api/v1/namespaces/${namespace}/${target}:${port}/proxy${path}`
    const what = `ask Elasticsearch for ${path}`
    const response = await sendForResponse(cluster, { method, path: proxied, what, ...rest })
    return isFromApiServer(response) ? undefined : response
  }
  return {
    node: (pod, path, options) => ask(`pods/${pod}`, path, options),
    service: (path, options) => ask('services/elasticsearch', path, options),
  }
}

/** Where the API server finds no one to pass the question on to, it answers itself, with a Status. */
function isFromApiServer({ status, body }: Response): boolean {
  return status >= 400 && body.startsWith('{') && body.includes('"kind":"Status"')
}
