/**
 * Data is found in the repository and in an installation alike: code that is in the package asks support/package.ts where
 * it lies, since its own folder is another one there.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { packageRoot } from '../../support/package.ts'

const folders = [
  'support',
  'steps',
  'scripts/cluster',
  'scripts/engine',
  'scripts/images',
  'scripts/kind',
  'scripts/nfs',
]

test('no code that is in the package looks for files beside itself', () => {
  const files = folders
    .flatMap(folder => readdirSync(join(packageRoot, folder), { recursive: true, withFileTypes: true }))
    .filter(
      entry =>
        entry.isFile() && entry.name.endsWith('.ts') && !isForTests(join(entry.parentPath, entry.name)),
    )
    .map(entry => join(entry.parentPath, entry.name))
  assert.ok(files.length > 100)
  const looking = files.filter(file =>
    /import\.meta\.(dirname|filename|url)/.test(readFileSync(file, 'utf8')),
  )
  assert.deepEqual(looking, [join(packageRoot, 'support/package.ts')])
})

/** What tsconfig.build.json leaves out. */
function isForTests(path: string): boolean {
  return path.endsWith('.test.ts') || /\/([^/]*fixture[^/]*|testdata)(\/|$)/.test(path)
}
