import { deepStrictEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { mountPointsBelow } from './mounts.ts'

const mounts = `/dev/vda / ext4 rw 0 0
/dev/vda /cache/engine/data ext4 rw 0 0
overlay /cache/engine/data/overlay2/a\\040b/merged overlay rw 0 0
nsfs /cache/engine-of-another/exec nsfs rw 0 0
`

test('mounts below the folder are found, the deepest first, and no others', () => {
  deepStrictEqual(mountPointsBelow('/cache/engine', mounts), [
    '/cache/engine/data/overlay2/a b/merged',
    '/cache/engine/data',
  ])
})
