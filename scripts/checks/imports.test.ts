import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { findWrongImports, importsIn, wrongImportsIn } from './imports.ts'

const wrong: [string, string][] = [
  ['support/kubernetes/pods.ts', '../journal/journal.ts'],
  ['support/journal/journal.ts', '../world.ts'],
  ['support/journal/journal.ts', '../workloads/web/web.ts'],
  ['support/report/results.ts', '../kubernetes/objects.ts'],
  ['support/report/results.ts', '../journal/journal.ts'],
  ['support/workloads/web/web.ts', '../../world.ts'],
  ['support/ledger/ledger.ts', '../kubernetes/objects.ts'],
  ['steps/pods.ts', '../support/kubernetes/pods.ts'],
  ['steps/pods.ts', '../support/cli/run.ts'],
  ['support/cluster/existing.ts', '../../scripts/cluster/cluster-up.ts'],
  ['support/cli/run.ts', '../../scripts/cluster/cluster-up.ts'],
  ['support/failure.ts', './kubernetes/objects.ts'],
  ['scripts/cluster/cluster-up.ts', '../../support/world.ts'],
  ['support/cli/run.ts', 'execa'],
  ['scripts/engine/engine.ts', 'dockerode'],
  ['support/journal/journal.ts', '@kubernetes/client-node'],
]

for (const [path, specifier] of wrong)
  test(`${path} may not import ${specifier}`, () => {
    assert.equal(wrongImportsIn(path, `import { x } from '${specifier}'`).length, 1)
  })

test('the one seam: the kind provider reaches the provisioning', () => {
  assert.deepEqual(
    wrongImportsIn(
      'support/cluster/kind.ts',
      "import { clusterUp } from '../../scripts/cluster/cluster-up.ts'",
    ),
    [],
  )
})

test('every form of import is seen, comments are not', () => {
  const source = `import a from 'a'\nimport {\n  b,\n} from 'b'\nimport 'c'\nexport * from 'd'\nconst e = await import('e')\n// import 'f'\n/* import 'g' */\nimport type { H } from 'h'`
  assert.deepEqual(importsIn(source).sort(), ['a', 'b', 'c', 'd', 'e', 'h'])
})

test('the repository keeps its arrows', () => {
  assert.deepEqual(findWrongImports(join(import.meta.dirname, '..', '..')), [])
})
