/** What is loaded of the library, seen by a loader of its own process, whose module cache is empty. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { runCommand } from '../command.ts'

const trimmed = `${pathToFileURL(join(import.meta.dirname, 'client-node.ts'))}`
const whole = '@kubernetes/client-node'

test('three classes of the library come without its generated models', async () => {
  const { exports, ofLibrary, generated } = await loadedBy(trimmed)
  assert.deepEqual(exports, ['Exec', 'KubeConfig', 'PortForward'])
  assert.ok(ofLibrary < 60, `${ofLibrary} modules of the library`)
  assert.equal(generated, 0)
})

test('what is left out is worth it', async () => {
  const { generated } = await loadedBy(whole)
  assert.ok(generated > 500, `${generated} modules of models`)
})

async function loadedBy(
  specifier: string,
): Promise<{ exports: string[]; ofLibrary: number; generated: number }> {
  const script = `
    import { registerHooks } from 'node:module'
    let ofLibrary = 0, generated = 0
    registerHooks({ load(url, context, next) {
      if (url.includes('/@kubernetes/client-node/')) ofLibrary++
      if (url.includes('/gen/models/')) generated++
      return next(url, context)
    } })
    const exports = Object.keys(await import(${JSON.stringify(specifier)}))
    console.log(JSON.stringify({ exports: exports.length > 9 ? [] : exports, ofLibrary, generated }))`
  const { stdout } = await runCommand(process.execPath, ['--input-type=module', '-e', script])
  return JSON.parse(stdout)
}
