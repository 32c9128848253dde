/** Every mutant, in the order in which they are tried. */
import { corednsDown } from './coredns-down.ts'
import { dnsCacheLong } from './dns-cache-long.ts'
import {
  alteredOnDisk,
  claimsScaledAway,
  dataElsewhere,
  documentAltered,
  documentDeleted,
  foreignDocument,
  lockLeftBehind,
  strangerExpected,
} from './elasticsearch.ts'
import type { Mutant } from './mutant.ts'
import {
  lockRemoved,
  nobodyProvisions,
  readOnlyVolumes,
  scratchVolumes,
  sharedDirectory,
  writtenInPlace,
} from './nfs.ts'
import { grantedRight, reachableServers, wordlessEvents } from './nfs-misuse.ts'
import {
  forgetfulServer,
  hastyWriter,
  needyNeighbour,
  probedVolume,
  secondWriter,
  slowToEnd,
  squashingServer,
  staleName,
} from './nfs-outage.ts'
import { otherRule, powerlessProvisioner, tidyServer } from './nfs-reclaim.ts'
import {
  ephemeralVolumes,
  foreignContent,
  otherHostname,
  parallelPods,
  unreadyPublished,
} from './policies.ts'
import { provisionerDown } from './provisioner-down.ts'
import { transportBlocked } from './transport-blocked.ts'

export const allMutants: readonly Mutant[] = [
  parallelPods,
  otherHostname,
  unreadyPublished,
  ephemeralVolumes,
  foreignContent,
  corednsDown,
  dnsCacheLong,
  provisionerDown,
  nobodyProvisions,
  sharedDirectory,
  readOnlyVolumes,
  scratchVolumes,
  lockRemoved,
  writtenInPlace,
  otherRule,
  tidyServer,
  powerlessProvisioner,
  forgetfulServer,
  squashingServer,
  hastyWriter,
  secondWriter,
  probedVolume,
  needyNeighbour,
  slowToEnd,
  staleName,
  wordlessEvents,
  grantedRight,
  reachableServers,
  dataElsewhere,
  strangerExpected,
  transportBlocked,
  documentDeleted,
  documentAltered,
  foreignDocument,
  alteredOnDisk,
  lockLeftBehind,
  claimsScaledAway,
]
