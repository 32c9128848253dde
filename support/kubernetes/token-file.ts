/**
 * A kubeconfig's `tokenFile`, which client-node reads in a Pod only and not in a kubeconfig: without this, a request would go
 * out with no credentials at all. The file is read for each request, since something else renews it.
 *
 * Knows nothing of requests.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { KubeConfig, User } from '@kubernetes/client-node'
import { parse } from 'yaml'

const provider = 'stateproof-token-file'

/** Takes over the token files that a kubeconfig names for its users; a path is seen from the kubeconfig's folder. */
export function noteTokenFiles(config: KubeConfig, path: string): void {
  const { users } = (parse(readFileSync(path, 'utf8')) ?? {}) as {
    users?: { name?: string; user?: { tokenFile?: string } }[]
  }
  for (const { name, user } of users ?? []) {
    const known = config.users.find(one => one.name === name)
    if (known === undefined || !user?.tokenFile) continue
    const file = resolve(dirname(path), user.tokenFile)
    Object.assign(known, { authProvider: { name: provider, config: { file } } })
  }
}

/** Lets the kubeconfig authenticate by them. The file is stronger than a token beside it, as with kubectl. */
export function useTokenFiles(config: KubeConfig): void {
  const fileOf = (user: User) =>
    user.authProvider?.name === provider ? (user.authProvider.config as { file: string }).file : undefined
  config.addAuthenticator({
    isAuthProvider: user => fileOf(user) !== undefined,
    async applyAuthentication(user, options) {
      const token = readFileSync(fileOf(user) ?? '', 'utf8').trim()
      Object.assign(options, { headers: { ...options.headers, Authorization: `Bearer ${token}` } })
    },
  })
}
