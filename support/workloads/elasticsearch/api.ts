/**
 * Elasticsearch's REST interface, reached through the API server's proxy: one named node, or whichever node the
 * Service leads to. No port of ours is opened and no Pod of ours is in between.
 *
 * Knows nothing of what the answers mean.
 */
import type { Cluster } from '../../kubernetes/cluster.ts'
import { type ApiRequest, send } from '../../kubernetes/request.ts'

export interface ElasticsearchApi {
  /** Asks one node, by the name of its Pod. @throws Failure as `send` does. */
  node<T>(pod: string, path: string, options?: AskOptions): Promise<T>
  /** Asks any node that the Service leads to. */
  service<T>(path: string, options?: AskOptions): Promise<T>
}

export interface AskOptions extends Pick<ApiRequest, 'query' | 'withinMs' | 'signal'> {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sent as JSON, or as it is if it is a text (newline-delimited JSON). */
  body?: unknown
}

const port = 9200

export function openApi(cluster: Cluster, namespace: string): ElasticsearchApi {
  const ask = <T>(target: string, path: string, options: AskOptions = {}) => {
    const { method = 'GET', ...rest } = options
    const proxied = `/api/v1/namespaces/${namespace}/${target}:${port}/proxy${path}`
    return send<T>(cluster, { method, path: proxied, what: `ask Elasticsearch for ${path}`, ...rest })
  }
  return {
    node: (pod, path, options) => ask(`pods/${pod}`, path, options),
    service: (path, options) => ask('services/elasticsearch', path, options),
  }
}
