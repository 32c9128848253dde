/** That the provisioner's objects fit together, with and without a suffix, and that its rights stay the least. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esDataStorageClass, provisionerDeployment } from './provisioner-manifests.ts'
import {
  lockRole,
  lockRoleBinding,
  provisionerClusterRole,
  provisionerClusterRoleBinding,
} from './provisioner-rights.ts'

const rights = (suffix?: string) => ({ namespace: 'logging', ...(suffix !== undefined && { suffix }) })
const deployment = (suffix?: string) =>
  provisionerDeployment({
    ...rights(suffix),
    server: 'nfs.example',
    path: '/data/k8s',
    image: 'provisioner:1',
    imagePullPolicy: 'Never',
  })
const provisionerOf = (suffix?: string) =>
  deployment(suffix).spec?.template.spec?.containers[0]?.env?.find(({ name }) => name === 'PROVISIONER_NAME')
    ?.value

test('without a suffix the names are those of the article', () => {
  assert.equal(provisionerOf(), 'fuseim.pri/ifs')
  assert.equal(esDataStorageClass().metadata?.name, 'es-data-db')
  assert.equal(provisionerClusterRole(rights()).metadata?.name, 'nfs-client-provisioner-runner')
  assert.equal(provisionerClusterRoleBinding(rights()).metadata?.name, 'run-nfs-client-provisioner')
})

for (const suffix of [undefined, 'x7'])
  test(`the objects name each other (suffix ${suffix})`, () => {
    const { roleRef, subjects } = provisionerClusterRoleBinding(rights(suffix))
    const account = deployment(suffix).spec?.template.spec?.serviceAccountName
    assert.equal(esDataStorageClass({ ...rights(suffix) }).provisioner, provisionerOf(suffix))
    assert.equal(roleRef.name, provisionerClusterRole(rights(suffix)).metadata?.name)
    assert.deepEqual(subjects, [{ kind: 'ServiceAccount', name: account, namespace: 'logging' }])
    assert.deepEqual(lockRoleBinding(rights(suffix)).subjects, subjects)
    assert.equal(lockRoleBinding(rights(suffix)).roleRef.name, lockRole(rights(suffix)).metadata?.name)
  })

test('two runs share no cluster-wide name', () => {
  const names = (suffix: string) => [
    provisionerOf(suffix),
    esDataStorageClass({ suffix }).metadata?.name,
    provisionerClusterRole(rights(suffix)).metadata?.name,
    provisionerClusterRoleBinding(rights(suffix)).metadata?.name,
  ]
  assert.equal(new Set([...names('a'), ...names('b')]).size, 8)
})

test('no right reaches further than its purpose', () => {
  const rules = [provisionerClusterRole(rights()), lockRole(rights())].flatMap(role => role.rules ?? [])
  assert.ok(rules.every(rule => ![...rule.verbs, ...(rule.resources ?? [])].includes('*')))
  const writing = (provisionerClusterRole(rights()).rules ?? [])
    .filter(({ verbs }) => verbs.some(verb => !['get', 'list', 'watch'].includes(verb)))
    .flatMap(({ resources }) => resources)
  assert.deepEqual(writing, ['persistentvolumes', 'events'])
})

test('the rule and the path are parameters only where they are given', () => {
  assert.equal(esDataStorageClass().parameters, undefined)
  assert.deepEqual(esDataStorageClass({ archiveOnDelete: false }).parameters, { archiveOnDelete: 'false' })
  assert.deepEqual(esDataStorageClass({ onDelete: 'retain', pathPattern: 'a' }).parameters, {
    onDelete: 'retain',
    pathPattern: 'a',
  })
})
