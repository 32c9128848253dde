/**
 * Reads the kubeconfig as kubectl does: one file, the files of KUBECONFIG merged, ~/.kube/config, or the ServiceAccount of the
 * Pod that we are in. client-node reads each file; merging is our own, since its own takes the last word where kubectl
 * takes the first, and fails on a name that two files have and on a file that is not there (Kubernetes documentation,
 * "Organizing Cluster Access Using kubeconfig Files", "Merging kubeconfig files").
 *
 * Never writes. Knows nothing of which context is chosen.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { KubeConfig } from './client-node.ts'
import { noteTokenFiles, useTokenFiles } from './token-file.ts'

/** @throws Error in one line, as a person may read it: the file, and what is wrong with it. */
export function readKubeconfig(path: string | undefined): KubeConfig {
  const config = path === undefined ? readListed() : readFile(path)
  useTokenFiles(config)
  return config
}

function readListed(): KubeConfig {
  const listed = (process.env.KUBECONFIG ?? '').split(delimiter).filter(file => file !== '')
  if (listed.length > 0) return readMerged(listed)
  const usual = join(homedir(), '.kube', 'config')
  return existsSync(usual) ? readFile(usual) : readDefault()
}

function readFile(path: string): KubeConfig {
  if (!existsSync(path)) throw new Error('no such file')
  if (readFileSync(path, 'utf8').trim() === '') throw new Error('the file is empty')
  const config = new KubeConfig()
  config.loadFromFile(path)
  noteTokenFiles(config, path)
  return config
}

/** Files that are not there are left out, and of two that say different things the first is believed. */
function readMerged(paths: readonly string[]): KubeConfig {
  const configs = paths.filter(path => existsSync(path)).map(readNamed)
  if (configs.length === 0) throw new Error('no such file')
  const merged = new KubeConfig()
  merged.loadFromOptions({
    clusters: firstOfEachName(configs.flatMap(({ clusters }) => clusters)),
    users: firstOfEachName(configs.flatMap(({ users }) => users)),
    contexts: firstOfEachName(configs.flatMap(({ contexts }) => contexts)),
    currentContext: configs.map(config => config.getCurrentContext()).find(context => Boolean(context)) ?? '',
  })
  return merged
}

/** An empty file is as good as none here: kubectl makes them. */
function readNamed(path: string): KubeConfig {
  try {
    if (readFileSync(path, 'utf8').trim() === '') return emptyConfig()
    return readFile(path)
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function emptyConfig(): KubeConfig {
  const config = new KubeConfig()
  config.loadFromOptions({ clusters: [], users: [], contexts: [], currentContext: '' })
  return config
}

function firstOfEachName<T extends { name: string }>(entries: T[]): T[] {
  return entries.filter((entry, index) => entries.findIndex(({ name }) => name === entry.name) === index)
}

/** What client-node makes up where it finds nothing. */
const madeUpServer = 'http://localhost:8080'

function readDefault(): KubeConfig {
  const config = new KubeConfig()
  config.loadFromDefault()
  if (config.getCurrentCluster()?.server === madeUpServer && config.getCurrentContext() === 'loaded-context')
    throw new Error('no KUBECONFIG, no ~/.kube/config, and this is no Pod with a ServiceAccount')
  return config
}
