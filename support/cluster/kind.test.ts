/** Work on images waits for other work below the same cache. No engine: where it would begin, it is told that there is none. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { withLock } from '../../scripts/lock.ts'
import { quietProgress } from '../progress.ts'
import { resolveSettings } from '../settings.ts'
import { buildImages, buildOwnImage, loadImages, provideOwnImage, saveImages } from './kind.ts'

const { DOCKER_HOST } = process.env
before(() => {
  process.env.DOCKER_HOST = 'unix:///nonexistent/docker.sock'
})
after(() => {
  if (DOCKER_HOST === undefined) delete process.env.DOCKER_HOST
  else process.env.DOCKER_HOST = DOCKER_HOST
})

const verbs: Record<string, (...given: Parameters<typeof buildImages>) => Promise<unknown>> = {
  'images build, the node image': buildImages,
  'images build, our own image': buildOwnImage,
  'run --in-cluster': provideOwnImage,
  'images save': (settings, work) => saveImages(settings, 'bundle.tar', work),
  'images load': (settings, work) => loadImages(settings, 'bundle.tar', work),
}
for (const [name, make] of Object.entries(verbs))
  test(`${name} waits for whoever makes images already, and says so`, async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'stateproof-kind-'))
    const { settings } = resolveSettings({ flags: { cacheDir }, environment: {} })
    const said: string[] = []
    const progress = quietProgress(line => said.push(line))
    const waiting = await withLock({ directory: cacheDir, onWait: assert.fail }, async () => {
      const working = make(settings, { progress }).catch((error: unknown) => error)
      await new Promise(resolve => setTimeout(resolve, 300))
      return { working, said: [...said] }
    })
    assert.deepEqual(waiting.said, ['another run is making images; waiting for it'])
    assert.equal(((await waiting.working) as { code: string }).code, 'engine-missing')
    rmSync(cacheDir, { recursive: true })
  })
