/**
 * What differs between the releases of Elasticsearch that the scenarios can run: the settings that a node is given.
 *
 * Pure functions; knows nothing of Pods or images beyond an image's tag.
 */
import { exitCodes, Failure } from '../../failure.ts'

/**
 * Major version by the image's tag: `docker.elastic.co/elasticsearch/elasticsearch:7.6.2@sha256:…` → 7.
 * @throws Failure `elasticsearch-version` (exit code 2) where the tag is no version.
 */
export function majorOf(image: string): number {
  const name = image.split('@')[0]?.split('/').at(-1) ?? ''
  const major = /:(\d+)\.\d+\.\d+/.exec(name)?.[1]
  if (major !== undefined) return Number(major)
  throw new Failure({
    code: 'elasticsearch-version',
    what: 'tell the version of Elasticsearch',
    on: image,
    expected: 'a tag that begins with its version, such as :7.6.2',
    got: name,
    hint: 'name the image with such a tag; its digest may follow',
    exitCode: exitCodes.usage,
  })
}

export interface NodeSettings {
  clusterName: string
  /** Names of the nodes that elect the first master. */
  firstNodes: readonly string[]
  /** Name under which the nodes find one another. */
  seedHost: string
  /** Size of the Java heap, in Java's own notation. */
  heap: string
}

/** Settings that 7 took and 8 refuses to start with, or that only 8 and later need. */
function settingsOfMajor(major: number, nodes: number): Record<string, string> {
  // 7 ignores it already, and logs that it does; it is set because the article sets it.
  if (major < 8) return { 'discovery.zen.minimum_master_nodes': String(Math.floor(nodes / 2) + 1) }
  // On by default since 8; the article's nodes and requests have neither passwords nor certificates.
  return { 'xpack.security.enabled': 'false' }
}

/** The article's environment, in the article's order, without `node.name`, which the Pod's own name becomes. */
export function environmentOf(major: number, settings: NodeSettings): Record<string, string> {
  const { clusterName, firstNodes, seedHost, heap } = settings
  return {
    'cluster.name': clusterName,
    'cluster.initial_master_nodes': firstNodes.join(','),
    ...settingsOfMajor(major, firstNodes.length),
    'discovery.seed_hosts': seedHost,
    ES_JAVA_OPTS: `-Xms${heap} -Xmx${heap}`,
    'network.host': '0.0.0.0',
  }
}
