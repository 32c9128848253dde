/** Where the replicas of the cluster's DNS are, read from Services and EndpointSlices as several providers make them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dnsReplicas } from './dns.ts'
import { answer, openScriptedServer } from './scripted-server.ts'

const named = (name: string) => ({ metadata: { name } })
const slice = (service: string, ports: object[] | null, ...addresses: string[]) => ({
  metadata: { labels: { 'kubernetes.io/service-name': service } },
  ports,
  endpoints: addresses.map(address => ({ addresses: [address], conditions: { ready: true } })),
})
const udp = (port: number, name = 'dns') => ({ name, port, protocol: 'UDP' })
const tcp = (port: number, name = 'dns-tcp') => ({ name, port, protocol: 'TCP' })

async function replicasOf(slices: object[], services = ['kube-dns']): Promise<string[]> {
  await using server = await openScriptedServer((request, response) =>
    answer(response, {
      metadata: {},
      items: /endpointslices/.test(request.url ?? '') ? slices : services.map(named),
    }),
  )
  return await dnsReplicas(server.cluster)
}

const cases: [string, object[], string[]][] = [
  ['port 53', [slice('kube-dns', [tcp(53), udp(53)], '10.0.0.3')], ['10.0.0.3']],
  ['another port', [slice('kube-dns', [tcp(8054), udp(8053)], '10.0.0.3')], ['10.0.0.3#8053']],
  ['a port for IPv6', [slice('kube-dns', [udp(5353)], 'fd00::3')], ['fd00::3#5353']],
  ['a port of another name', [slice('kube-dns', [tcp(9153), udp(1053, 'x')], '10.0.0.3')], ['10.0.0.3#1053']],
  ['the one named dns of several', [slice('kube-dns', [udp(1, 'x'), udp(2)], '10.0.0.3')], ['10.0.0.3#2']],
  ['no ports are told', [slice('kube-dns', null, '10.0.0.3')], ['10.0.0.3']],
  [
    'a Service for metrics alone serves no DNS',
    [slice('kube-dns', [udp(8053)], '10.0.0.3'), slice('metrics', [tcp(9153)], '10.0.0.3')],
    ['10.0.0.3#8053'],
  ],
  [
    'slices of others',
    [slice('kube-dns', [udp(53)], '10.0.0.3'), slice('x', [udp(53)], '10.0.0.9')],
    ['10.0.0.3'],
  ],
]
for (const [what, slices, expected] of cases)
  test(`DNS replicas: ${what}`, async () =>
    assert.deepEqual(await replicasOf(slices, ['kube-dns', 'metrics']), expected))

test('no replica, and no Service', async () => {
  await assert.rejects(replicasOf([slice('kube-dns', [udp(53)])]), { code: 'dns-down' })
  await assert.rejects(replicasOf([], []), { code: 'dns-unknown' })
})
