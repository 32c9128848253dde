/**
 * client-node without what nothing here calls: the kubeconfig, exec and port-forward are taken, the 700 modules of
 * generated models and API classes are not. The library's own modules name them all the same; loading them cost every
 * thread 46 MB and 0.3 s before the first request (`npm run bench -- serial`).
 *
 * The only module that loads the library; types come from it directly, since they are gone at run time. Knows nothing
 * of how its parts are used.
 */
import { type LoadHookSync, registerHooks } from 'node:module'
import type * as ClientNode from '@kubernetes/client-node'

export type KubeConfig = ClientNode.KubeConfig
export type Exec = ClientNode.Exec
export type PortForward = ClientNode.PortForward

/** What the modules below name at their beginning; the two API classes are for forwarding to a Service or Deployment. */
const generated = `
  export { createConfiguration } from './configuration.js'
  export { ServerConfiguration } from './servers.js'
  export const AppsV1Api = undefined, CoreV1Api = undefined
`

const load: LoadHookSync = (url, context, next) =>
  url.endsWith('/@kubernetes/client-node/dist/gen/index.js')
    ? { format: 'module', source: generated, shortCircuit: true }
    : next(url, context)

// Not there before Node 22.15: all of it is loaded then, and works as well.
const hooks = (registerHooks as typeof registerHooks | undefined)?.({ load })
export const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js')
export const { Exec } = await import('@kubernetes/client-node/dist/exec.js')
export const { PortForward } = await import('@kubernetes/client-node/dist/portforward.js')
hooks?.deregister()
