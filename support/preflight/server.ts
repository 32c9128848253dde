/** Whether the server's version is one whose promises the features state. */
import type { Finding } from '../record.ts'
import { type Inquiry, ok, unusable, warning } from './inquiry.ts'

const code = 'server-version'
/**
 * The first minor version whose StatefulSets label Pods with their index (Kubernetes documentation, "StatefulSets", "Pod
 * index label"): an older one would break promises that it never made.
 */
const oldestMinor = 28
/** The newest that a whole run was seen on. */
const newestMinor = 37

export async function lookAtServer({ fingerprint: { version } }: Inquiry): Promise<Finding[]> {
  const [major, minor] = (/^v?(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number)
  if (major === undefined || minor === undefined)
    return [unusable(code, `the server calls its version ${JSON.stringify(version)}, which is none`)]
  if (major !== 1 || minor < oldestMinor)
    return [
      unusable(code, `the server has ${version}, which is older than 1.${oldestMinor}`, {
        fix: `test a cluster of version 1.${oldestMinor} or later`,
      }),
    ]
  if (minor > newestMinor)
    return [
      warning(code, `the server has ${version}; stateproof was made for versions up to 1.${newestMinor}`),
    ]
  return [ok(code, `Kubernetes ${version}`)]
}
