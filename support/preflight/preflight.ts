/**
 * The preflight: everything that can be known about a cluster before the first scenario, as findings. Questions first; only
 * if none of them makes the run unusable, what must be tried in a namespace of its own.
 *
 * Knows nothing of how findings are shown.
 */
import { mayI } from '../kubernetes/access-review.ts'
import type { Finding, VerdictNote } from '../record.ts'
import { readRight } from '../rights.ts'
import { lookAtAdmission } from './admission.ts'
import { lookAtCapacity } from './capacity.ts'
import { lookAtDisruption } from './disruption.ts'
import { type Inquiry, type Look, ok, unknown } from './inquiry.ts'
import { lookAtNamespace, lookAtOtherRuns } from './namespaces.ts'
import { lookAtAddresses, lookAtDns } from './network.ts'
import { lookAtClocks, lookAtDrivers, lookAtNodes } from './nodes.ts'
import { openProbeNamespace, type ProbeNamespace } from './probe-namespace.ts'
import { probeDomain, probeImages, probeNfs } from './probes.ts'
import { lookAtApis, lookAtRights } from './rights.ts'
import { lookAtServer } from './server.ts'
import { lookAtStorage } from './storage.ts'

/** What protects others cannot be left out. */
const safety: readonly Look[] = [lookAtNamespace, lookAtDisruption]

const questions: Record<string, Look> = {
  'server-version': lookAtServer,
  api: lookAtApis,
  rights: lookAtRights,
  'other-runs': lookAtOtherRuns,
  'storage-class': lookAtStorage,
  'volume-drivers': lookAtDrivers,
  capacity: lookAtCapacity,
  dns: lookAtDns,
  'ip-families': lookAtAddresses,
  architecture: lookAtNodes,
  'clock-skew': lookAtClocks,
}

type Probe = (inquiry: Inquiry, namespace: ProbeNamespace) => Promise<Finding[]>
const probes: Record<string, Probe> = { admission: lookAtAdmission, nfs: probeNfs, images: lookAtImages }

/** Every code that `--skip-preflight` takes. */
export const preflightCodes: readonly string[] = [...Object.keys(questions), ...Object.keys(probes)]

export interface PreflightOptions {
  /** Nodes that we made have their images and mounts: nothing needs to be tried. Default: false. */
  withoutProbes?: boolean
}

/** @throws Failure when the server stops answering. */
export async function runPreflight(
  inquiry: Inquiry,
  { withoutProbes = false }: PreflightOptions = {},
): Promise<Finding[]> {
  const { skipPreflight } = inquiry.settings
  const wanted = (code: string) => !skipPreflight.includes(code)
  const skipped = skipPreflight.map(
    (code): Finding => ({ code, outcome: 'skipped', sentence: 'not looked at, on request', scenarios: [] }),
  )
  const looks = Object.entries(questions).filter(([code]) => wanted(code))
  const answers = await Promise.all([...looks.map(([, look]) => look), ...safety].map(look => look(inquiry)))
  const findings = answers.flat()
  const tried = Object.keys(probes).filter(wanted)
  if (withoutProbes || tried.length === 0 || isUnusable(findings)) return [...findings, ...skipped]
  return [...findings, ...(await probe(inquiry, tried)), ...skipped]
}

async function probe(inquiry: Inquiry, codes: string[]): Promise<Finding[]> {
  // Scenarios whose Pods are made by controllers do without; what we then cannot try is no fault of the cluster.
  if (!(await mayI(inquiry.cluster, readRight('create pods'), inquiry.namespace)))
    return codes.map(code =>
      unknown(code, 'this user may not create Pods by themselves, so nothing could be tried'),
    )
  await using namespace = await openProbeNamespace(inquiry)
  return (await Promise.all(codes.map(code => probes[code]?.(inquiry, namespace) ?? []))).flat()
}

async function lookAtImages(inquiry: Inquiry, namespace: ProbeNamespace): Promise<Finding[]> {
  const findings = await probeImages(inquiry, namespace)
  const domain = await probeDomain(inquiry, namespace)
  return domain === undefined ? findings : [...findings, ok('dns-domain', `the cluster domain is ${domain}`)]
}

export function isUnusable(findings: readonly Finding[]): boolean {
  return findings.some(({ outcome }) => outcome === 'unusable')
}

/** What becomes of single scenarios by these findings; of several against one, the first. */
export function barredBy(findings: readonly Finding[]): Record<string, VerdictNote> {
  const barred: Record<string, VerdictNote> = {}
  for (const { outcome, verdict, sentence, scenarios } of findings)
    if (outcome === 'limits' && verdict !== undefined)
      for (const id of scenarios) barred[id] ??= { verdict, reason: sentence }
  return barred
}
