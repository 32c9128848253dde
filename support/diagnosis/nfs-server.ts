/** What the evidence says of the NFS server; asked by several rules. Knows nothing of causes. */
import type { Facts } from './facts.ts'

export const nfsServerFile = 'nfs-server.yaml'

export interface NfsServerState {
  server?: string
  path?: string
  running?: boolean
  /** Where it is. */
  address?: string
  /** Node → the address that the server's name leads to there. */
  asNodesKnowIt?: Record<string, string>
  /** The words of each program that runs on it. */
  programs?: string[]
  exports?: string
}

export function nfsServerOf({ evidence }: Pick<Facts, 'evidence'>): NfsServerState | undefined {
  return evidence.yaml<NfsServerState>(nfsServerFile)
}

/** `Root_Squash` where the server takes users their rights. */
export function squashOf({ exports = '' }: NfsServerState): string | undefined {
  const found = /Squash\s*=\s*(Root_Squash|All_Squash)|\b(root_squash|all_squash)\b/.exec(exports)
  return found?.[1] ?? found?.[2]
}
