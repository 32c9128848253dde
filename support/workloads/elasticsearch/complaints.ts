/**
 * What a node's log says of why it did not start or join: the few lines that tell, each in one sentence.
 *
 * Pure; knows nothing of how the log was read. The texts are those of Elasticsearch 7.6 (ClusterFormationFailureHelper,
 * NodeEnvironment, BootstrapChecks) and are still the same in 9; a line that is not known is left out, never guessed.
 */
interface Rule {
  pattern: RegExp
  say(groups: Record<string, string>): string
}

const rules: Rule[] = [
  {
    pattern:
      /not previously joined a bootstrapped .*?must discover master-eligible nodes \[(?<wanted>[^\]]*)\] to bootstrap.*?have discovered \[(?<found>.*?)\]; discovery will continue using \[(?<addresses>[^\]]*)\]/,
    say: ({ wanted, found = '', addresses }) =>
      `waits for the first election by ${wanted}, has found ${namesIn(found)}, and tries ${addresses || 'no address'}`,
  },
  {
    pattern:
      /master not discovered or elected yet, an election requires .*?have discovered \[(?<found>.*?)\] which.*?discovery will continue using \[(?<addresses>[^\]]*)\]/,
    say: ({ found = '', addresses }) =>
      `has found ${namesIn(found)}, which is not enough for an election, and tries ${addresses || 'no address'}`,
  },
  {
    pattern: /failed to obtain node locks, tried \[\[?(?<path>[^\]]*)\]/,
    say: ({ path }) => `could not lock its data in ${path} (node.lock)`,
  },
  {
    pattern: /vm\.max_map_count \[(?<got>\d+)\] (?:is )?(?:likely )?too low,.*?at least \[(?<wanted>\d+)\]/,
    say: ({ got, wanted }) => `refuses to start: vm.max_map_count is ${got}, less than ${wanted}`,
  },
  {
    pattern: /max file descriptors \[(?<got>\d+)\] .*?too low,.*?at least \[(?<wanted>\d+)\]/,
    say: ({ got, wanted }) => `refuses to start: it may open ${got} files, less than ${wanted}`,
  },
  {
    pattern: /(?<what>(?:CorruptIndex|TranslogCorrupted)Exception(?:\[|: )[^\]]{0,160}\]?)/,
    say: ({ what }) => `found its data altered: ${what}`,
  },
  {
    pattern:
      /(?<mark>\w+(?: stage)?) disk watermark \[[^\]]*\] exceeded on \[[^\]]*\]\[(?<node>[^\]]*)\].*?free: (?<free>\S+)/,
    say: ({ mark, node, free = '' }) =>
      `finds the disk of ${node} too full (${mark} mark): ${free.replace(/,$/, '')} free`,
  },
  { pattern: /java\.lang\.OutOfMemoryError: (?<what>.*)/, say: ({ what }) => `ran out of memory: ${what}` },
  {
    pattern: /java\.nio\.file\.AccessDeniedException: (?<path>\S+)/,
    say: ({ path }) => `may not write ${path}`,
  },
]

/** @returns one sentence for each kind of complaint, by the last line that makes it. */
export function complaintsIn(log: string): string[] {
  const lines = log.split('\n').reverse()
  return rules.flatMap(({ pattern, say }) => {
    const groups = lines.map(line => pattern.exec(line)?.groups).find(found => found !== undefined)
    return groups === undefined ? [] : [say(groups)]
  })
}

/** `{es-0}{id}{…}, {es-1}{id}{…}` → `es-0, es-1`: the nodes as Elasticsearch prints them, each begun by its name. */
function namesIn(nodes: string): string {
  const names = nodes.split(/\},\s*(?=\{)/).map(node => /^\{([^}]*)\}/.exec(node.trim())?.[1])
  return names.filter(Boolean).join(', ') || 'no node'
}
