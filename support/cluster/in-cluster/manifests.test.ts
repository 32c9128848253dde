/** What is made inside the cluster: Pods that any cluster lets in, settings without what is about another machine. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { packageRoot } from '../../package.ts'
import { resolveSettings } from '../../settings.ts'
import { forwardedSettings } from './forwarded-settings.ts'
import { clusterRole, shardJob } from './manifests.ts'

const job = shardJob({
  namespace: 'n',
  name: 'j',
  image: 'i',
  imagePullPolicy: 'Never',
  completions: 4,
  settings: 's',
  graceSeconds: 210,
})

test('an Indexed Job of one try for each shard, which leaves the others alone', () => {
  const { completions, parallelism, completionMode, backoffLimitPerIndex, template } = job.spec ?? {}
  assert.deepEqual([completions, parallelism, completionMode, backoffLimitPerIndex], [4, 4, 'Indexed', 0])
  assert.equal(template?.spec?.restartPolicy, 'Never')
})

test('its Pods meet the restricted Pod Security standard and name what they need', () => {
  const { spec } = job.spec?.template ?? {}
  const [container] = spec?.containers ?? []
  assert.deepEqual(
    [spec?.securityContext?.runAsNonRoot, spec?.securityContext?.seccompProfile?.type],
    [true, 'RuntimeDefault'],
  )
  assert.deepEqual(container?.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  assert.ok(container?.resources?.requests?.cpu && container.resources.limits?.memory)
})

test('the rights are those of the manifest, without a wildcard', () => {
  const { metadata, rules = [] } = clusterRole('own-name')
  assert.equal(metadata?.name, 'own-name')
  assert.ok(rules.length > 5)
  assert.ok(!JSON.stringify(rules).includes('"*"'))
})

const images = {
  nginx: 'n:1',
  client: 'c:1',
  nfsProvisioner: 'p:1',
  elasticsearch: 'e:7.6.2',
  busybox: 'b:1',
}

test('settings go along, but those about this machine; and they are settings again', () => {
  const { settings } = resolveSettings({
    flags: {
      parallel: 2,
      keep: 'on-failure',
      kubeconfig: '/home/me/config',
      context: 'staging',
      nfsContainer: 'nas',
      skipPreflight: ['capacity'],
      outputDir: '/home/me/out',
      names: ['a b'],
    },
    environment: {},
    file: undefined,
  })
  const nfs = { server: '10.0.0.1', path: '/data' }
  const sent = parse(
    forwardedSettings(settings, { images, nfs, provider: 'existing' }, { tags: 'not @serial' }),
  ) as Record<string, unknown>
  assert.ok(!JSON.stringify(sent).includes('/home/me'))
  assert.deepEqual(
    [sent.parallel, sent.keep, sent.names, sent.tags, sent.nginxImage, sent.nfsServer, sent.cluster],
    [2, 'on-failure', ['a b'], 'not @serial', 'n:1', '10.0.0.1', 'existing'],
  )
  assert.deepEqual([sent.context, sent.nfsContainer, sent.allowDisruptive], [undefined, undefined, undefined])
  assert.deepEqual(sent.skipPreflight, ['capacity', 'other-runs'])
  assert.doesNotThrow(() => resolveSettings({ flags: sent, environment: {}, file: undefined }))
})

test('what may be disturbed has another name within; what was tried when our nodes were made is not tried again', () => {
  const sent = (allowDisruptive: string | undefined, provider: 'kind' | 'existing') => {
    const flags = { ...(allowDisruptive && { allowDisruptive, context: allowDisruptive }) }
    const { settings } = resolveSettings({ flags, environment: {}, file: undefined })
    return parse(forwardedSettings(settings, { images, provider }, { tags: '' })) as Record<string, unknown>
  }
  assert.equal(sent('staging', 'existing').allowDisruptive, 'inClusterContext')
  const { allowDisruptive, skipPreflight } = sent(undefined, 'kind')
  assert.equal(allowDisruptive, 'inClusterContext')
  assert.deepEqual(skipPreflight, ['other-runs', 'admission', 'nfs', 'images'])
})

test('the Sonobuoy plugin names its image twice, and uses verbs and flags that there are', () => {
  const text = readFileSync(join(packageRoot, 'manifests/sonobuoy-plugin.yaml'), 'utf8')
  const { spec, 'sonobuoy-config': config } = parse(text) as {
    spec: { image: string; env: { name: string; value: string }[]; args: string[] }
    'sonobuoy-config': Record<string, unknown>
  }
  assert.equal(spec.env.find(({ name }) => name === 'STATEPROOF_HARNESS_IMAGE')?.value, spec.image)
  assert.deepEqual([config['plugin-name'], config['result-format']], ['stateproof', 'junit'])
  const environment = Object.fromEntries(spec.env.map(({ name, value }) => [name, value]))
  const { settings } = resolveSettings({
    flags: { inCluster: true, shards: '4' },
    environment,
    file: undefined,
  })
  assert.deepEqual([settings.cluster, settings.harnessImage], ['existing', spec.image])
  assert.match(spec.args[0] ?? '', /stateproof run --in-cluster --shards 4 --output-dir/)
})
