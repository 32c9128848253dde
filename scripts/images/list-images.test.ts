import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicImages, systemImages, workloadImages } from './catalogue.ts'
import { listImages } from './list-images.ts'

const elasticsearchVersion = '7.6.2'

test('every image is there with its role, the one of the NFS server among them', () => {
  const names = listImages({ elasticsearchVersion }).map(({ role, name }) => `${role} ${name}`)
  assert.deepEqual(names, [
    'node node',
    ...Object.keys(systemImages).map(name => `system ${name}`),
    ...Object.keys(workloadImages).map(name => `workload ${name}`),
    'beside nfs-server',
  ])
})

test('what is pulled: the public images, each once', () => {
  const pulled = listImages({ elasticsearchVersion }).flatMap(({ public: reference }) => reference ?? [])
  assert.deepEqual(pulled.sort(), Object.values(publicImages).sort())
})

test('from a mirror, nothing is called by another registry’s name', () => {
  const pulled = listImages({ elasticsearchVersion, mirror: 'mirror.example/m' })
  for (const { public: reference } of pulled) if (reference) assert.match(reference, /^mirror\.example\/m\//)
})

test('Elasticsearch is listed in the version that was asked for, pulled or built', () => {
  const found = listImages({ elasticsearchVersion: '9.2.0' }).find(({ name }) => name === 'elasticsearch')
  assert.match(found?.public ?? '', /elasticsearch:9\.2\.0/)
  assert.equal(found?.source, 'stateproof.dev/elasticsearch:9.2.0')
})
