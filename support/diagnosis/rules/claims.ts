/** A claim that was never bound: who should have made its volume, and why nobody did. */
import type { Confidence, Diagnosis, Ground } from '../diagnosis.ts'
import { atLine, type Facts, inFile, listed, short } from '../facts.ts'
import { nfsServerFile, nfsServerOf, squashOf } from '../nfs-server.ts'
import type { Claim } from '../objects.ts'
import { type EventFact, eventsAbout, type Life, presentOf, type Told } from '../past.ts'
import { type Rule, weightOf } from '../rule.ts'

interface Storage {
  classes?: { name?: string; provisioner?: string; isDefault?: boolean }[]
  provisioners?: Provisioner[]
}

interface Provisioner {
  name?: string
  deployments?: { name?: string; namespace?: string; replicas?: number; ready?: number }[]
  pods?: { name?: string; namespace?: string; ready?: boolean; state?: string }[]
  account?: string
  /** Rights that its account has not; a text where nobody knows. */
  lacks?: string[] | string
}

export const claimUnbound: Rule = {
  name: 'claim-unbound',
  look(facts) {
    const claim = presentOf(facts.past, 'PersistentVolumeClaim').find(
      ({ last }) => last.value.status?.phase !== 'Bound',
    )
    if (claim === undefined) return undefined
    const found = reasonFor(facts, claim)
    if (found === undefined) return undefined
    return {
      sentence: `The claim ${claim.name} was never bound: ${found.why}.`,
      confidence: found.confidence ?? weightOf(facts, claim.name),
      restsOn: [
        atLine(
          claim.last.line,
          `PersistentVolumeClaim ${claim.name}: ${claim.last.value.status?.phase ?? 'no phase'}`,
        ),
        ...found.grounds,
      ],
    }
  },
}

interface Reason {
  why: string
  grounds: Ground[]
  /** Less than what the claim's trouble itself explains. */
  confidence?: Confidence
}

function reasonFor(facts: Facts, { name, last }: Life<Claim>): Reason | undefined {
  const storage = facts.evidence.yaml<Storage>('storage.yaml')
  const className = last.value.spec?.storageClassName
  const inStorage = (what: string) => inFile(facts, 'storage.yaml', what)
  const told = eventGround(facts, name)
  if (className === undefined || className === '') {
    const hasDefault = storage?.classes?.some(({ isDefault }) => isDefault)
    if (storage === undefined) return told && { why: told.what, grounds: [told], confidence: 'likely' }
    const why = hasDefault
      ? 'it names no class and was made before the cluster had a default class'
      : 'it names no class, and the cluster has no default class'
    return { why, grounds: [inStorage(`${storage.classes?.length ?? 0} classes`), ...(told ? [told] : [])] }
  }
  if (storage === undefined) return fromEvents(facts, name, className)
  const found = storage.classes?.find(candidate => candidate.name === className)
  if (found === undefined)
    return {
      why: `its class ${className} does not exist`,
      grounds: [inStorage(`no class ${className}`), ...(told ? [told] : [])],
    }
  const provisioner = storage.provisioners?.find(candidate => candidate.name === found.provisioner)
  const trouble = troubleOf(found.provisioner ?? '', provisioner)
  if (trouble !== undefined)
    return {
      why: `its class ${className} names the provisioner ${found.provisioner}, and ${trouble}`,
      grounds: [inStorage(trouble), ...(told ? [told] : [])],
    }
  return fromEvents(facts, name, className)
}

/** What is wrong with whoever should answer. */
function troubleOf(name: string, found: Provisioner | undefined): string | undefined {
  if (name === 'kubernetes.io/no-provisioner') return 'that one makes no volumes: they must be there before'
  const { deployments = [], pods = [], account, lacks } = found ?? {}
  const off = deployments.find(({ replicas }) => replicas === 0)
  if (pods.length === 0 && off !== undefined)
    return `its Deployment ${off.namespace}/${off.name} is scaled to 0`
  if (pods.length === 0) return 'no Pod in the cluster answers to that name'
  if (!pods.some(({ ready }) => ready))
    return `no Pod of it is Ready (${listed(pods.map(({ namespace, name, state }) => `${namespace}/${name}: ${state}`))})`
  if (Array.isArray(lacks) && lacks.length > 0)
    return `its account ${account} lacks the right to ${listed(lacks)}`
  return undefined
}

/** In the words of whoever tried. */
function fromEvents(facts: Facts, claim: string, className: string): Reason | undefined {
  const [failed] = eventsAbout(
    facts.past,
    'PersistentVolumeClaim',
    claim,
    /^(?:ProvisioningFailed|FailedBinding)/,
  )
  if (failed !== undefined && /permission denied/i.test(failed.value.message))
    return deniedBy(facts, className, failed)
  if (failed !== undefined)
    return {
      why: `the provisioner of class ${className} says: ${short(failed.value.message)}`,
      grounds: [atLine(failed.line, short(failed.value.message))],
    }
  const [waiting] = eventsAbout(facts.past, 'PersistentVolumeClaim', claim, /^ExternalProvisioning/)
  return waiting === undefined
    ? undefined
    : {
        why: `no provisioner of class ${className} answers (${short(waiting.value.message)})`,
        grounds: [atLine(waiting.line, short(waiting.value.message))],
        confidence: 'likely',
      }
}

/** The server does not let the provisioner make a directory: a long message says so at its end. */
function deniedBy(facts: Facts, className: string, { line }: Told<EventFact>): Reason {
  const squash = squashOf(nfsServerOf(facts) ?? {})
  const because = squash === undefined ? '' : `, since the server does not let root act as root (${squash})`
  return {
    why: `the provisioner of class ${className} may not make its directory on the server (permission denied)${because}`,
    grounds: [
      atLine(line, 'ProvisioningFailed: permission denied'),
      ...(squash === undefined ? [] : [inFile(facts, nfsServerFile, squash)]),
    ],
  }
}

function eventGround({ past }: Facts, claim: string): Ground | undefined {
  const [event] = eventsAbout(past, 'PersistentVolumeClaim', claim, /./)
  return event === undefined
    ? undefined
    : atLine(event.line, short(`${event.value.reason}: ${event.value.message}`))
}

/** The scenario's own provisioner did not start, so there is no claim yet. */
export const provisionerDown: Rule = {
  name: 'provisioner-not-started',
  look(facts): Diagnosis | undefined {
    if (facts.failure?.what !== 'start the NFS provisioner') return undefined
    const provisioners = facts.evidence.yaml<Storage>('storage.yaml')?.provisioners ?? []
    const pod = provisioners.flatMap(({ pods = [] }) => pods).find(({ ready }) => !ready)
    return {
      sentence: `The NFS provisioner that the run brings with it did not become Ready: ${pod === undefined ? short(facts.failure.got ?? 'no reason') : `Pod ${pod.namespace}/${pod.name} is ${pod.state}`}.`,
      confidence: 'certain',
      restsOn: pod === undefined ? [] : [inFile(facts, 'storage.yaml', `${pod.name}: ${pod.state}`)],
    }
  },
}
