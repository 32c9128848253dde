/** The NFS server itself: it does not run, something on it removes files, it did not keep what it had acknowledged. */
import { atLine, inFile, saidBy, short, topic } from '../facts.ts'
import { nfsServerFile, nfsServerOf } from '../nfs-server.ts'
import type { Rule } from '../rule.ts'

/** The server was found not running, whatever the failure looks like. */
export const nfsServerDown: Rule = {
  name: 'nfs-server-down',
  look(facts) {
    const server = nfsServerOf(facts)
    if (server?.running !== false) return undefined
    return {
      sentence: `The NFS server ${server.server} does not run: what lies on it can be neither mounted nor read.`,
      confidence: 'likely',
      restsOn: [inFile(facts, nfsServerFile, 'running: false')],
    }
  },
}

const isLost =
  /nothing is there|no such file|no file|stale file handle|\blost [1-9]|expected \w+, got deleted/i
const removes = /\brm\s+-\w*r|\brm\s|\bunlink\b|\s-delete\b/

export const programRemoves: Rule = {
  name: 'nfs-server-program-removes',
  look(facts) {
    if (!['content', 'writing', 'volume', 'documents'].includes(topic(facts)) || !isLost.test(saidBy(facts)))
      return undefined
    const { programs = [], path } = nfsServerOf(facts) ?? {}
    const program = programs.find(words => removes.test(words) && path !== undefined && words.includes(path))
    if (program === undefined) return undefined
    return {
      sentence: `Something on the NFS server itself removes files from the share: the program "${short(program)}" runs there.`,
      confidence: 'likely',
      restsOn: [inFile(facts, nfsServerFile, short(program))],
    }
  },
}

/** It was away for a time, and afterwards what it had said to have on its disk was not there. */
export const serverForgot: Rule = {
  name: 'nfs-server-forgot',
  look(facts) {
    const { faults, healedFaults } = facts.past
    const fault = [...healedFaults, ...faults].findLast(({ value }) => /NFS server/.test(value))
    if (fault === undefined || !['content', 'writing'].includes(topic(facts)) || !isLost.test(saidBy(facts)))
      return undefined
    return {
      sentence: `The NFS server did not keep what it had acknowledged: after the fault "${fault.value}" it is not there any more (${short(facts.failure?.got ?? facts.reason)}).`,
      confidence: 'likely',
      restsOn: [atLine(fault.line, fault.value)],
    }
  },
}
