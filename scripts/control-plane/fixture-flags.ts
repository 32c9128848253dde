/** For the control plane of a test: how etcd and the API server are told to keep to loopback and to one user. */
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const token = 'of-a-test'

export function etcdFlags(folder: string, client: string, peer: string): string[] {
  const flags = {
    'data-dir': join(folder, 'etcd'),
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `default=${peer}`,
  }
  return [...asFlags(flags), '--unsafe-no-fsync']
}

export function apiServerFlags(folder: string, etcd: string, port: number): string[] {
  const key = join(folder, 'service-account.key')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(key, privateKey.export({ type: 'sec1', format: 'pem' }))
  const tokens = join(folder, 'tokens.csv')
  writeFileSync(tokens, `${token},tester,tester,system:masters\n`)
  return asFlags({
    'etcd-servers': etcd,
    'bind-address': '127.0.0.1',
    // No address of a machine is asked for; it would be written down for Pods, and there are none.
    'advertise-address': '192.0.2.1',
    'endpoint-reconciler-type': 'none',
    'secure-port': String(port),
    'cert-dir': folder,
    'service-account-issuer': 'https://stateproof.invalid',
    'service-account-key-file': key,
    'service-account-signing-key-file': key,
    'service-cluster-ip-range': '198.51.100.0/24',
    'token-auth-file': tokens,
    'authorization-mode': 'AlwaysAllow',
    // Nobody makes ServiceAccounts here.
    'disable-admission-plugins': 'ServiceAccount',
    // It would go on telling what etcd no longer has; and nobody but the test is to compact.
    'watch-cache': 'false',
    'etcd-compaction-interval': '0',
  })
}

function asFlags(values: Record<string, string>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`)
}
