/**
 * Keeps what explains a failure, at the moment of the failure and before anything is healed or removed. A table of
 * contents: each piece has a file of its own beside this one, and all of them are asked for at once.
 *
 * Secrets are not read at all.
 */
import { join } from 'node:path'
import { messageOf } from '../failure.ts'
import type { Scope } from '../scope.ts'
import { keepAdmission } from './admission.ts'
import { keepDns } from './dns.ts'
import { keepElasticsearch } from './elasticsearch.ts'
import { type EvidenceFolder, openEvidenceFolder } from './evidence-folder.ts'
import { keepLogs } from './logs.ts'
import { keepMade } from './made.ts'
import { keepNfsServer } from './nfs-server.ts'
import { keepNodes } from './nodes.ts'
import { keepDescriptions, keepEvents, keepObjects } from './objects.ts'
import { keepStorage } from './storage.ts'

/** What is asked of one scenario's failure, and where it goes. */
export interface Gathering {
  scope: Scope
  folder: EvidenceFolder
}

/** What the journal knows by itself: no request is made. */
const known = [keepObjects, keepEvents, keepDescriptions]
/** What must be asked for. */
const asked = [
  keepLogs,
  keepDns,
  keepStorage,
  keepMade,
  keepAdmission,
  keepNodes,
  keepNfsServer,
  keepElasticsearch,
]

/** Writes `evidence/<scenario id>/…` with its `index.json` into the run's folder. Never throws. */
export async function collectEvidence(scope: Scope): Promise<void> {
  const folder = openEvidenceFolder(join(scope.run.outputDir, 'evidence', scope.scenario), scope.scenario)
  const gathering = { scope, folder }
  const attempt = async (keep: (gathering: Gathering) => Promise<void>) => {
    try {
      await keep(gathering)
    } catch (error) {
      folder.leaveOut(keep.name, messageOf(error))
    }
  }
  // Whoever interrupts a run waits for it to end.
  if (scope.signal.aborted) folder.leaveOut('all that must be asked for', 'the run was interrupted')
  const pieces = scope.signal.aborted ? known : [...known, ...asked]
  await folder.close(Promise.all(pieces.map(attempt)))
}
