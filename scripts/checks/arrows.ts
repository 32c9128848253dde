/**
 * The arrows of the house: which folder may import which. The table is the design; everything it does not allow is wrong.
 *
 * Only data and the question whether one import is allowed; reading files is imports.ts's.
 */

/** Parts of the house, by the first pattern that matches a file's path. */
const parts: readonly (readonly [string, RegExp])[] = [
  ['steps', /^steps\//],
  [
    'hooks',
    /^support\/((hooks|parallel|serial-last|verdict-notes|scenario|scenario-namespace|interruption)\.ts$|testdata\/)/,
  ],
  ['world', /^support\/world\.ts$/],
  ['cli', /^support\/cli\//],
  ['kind', /^support\/cluster\/kind\.ts$/],
  ['cluster', /^support\/(cluster\/|capabilities\.ts)/],
  ['report', /^support\/report\//],
  ['workloads', /^support\/(workloads\/|broken-promise\.ts)/],
  ['faults', /^support\/faults\//],
  ['evidence', /^support\/evidence\//],
  ['redaction', /^support\/redaction\//],
  ['diagnosis', /^support\/diagnosis\//],
  ['ledger', /^support\/ledger\//],
  ['preflight', /^support\/preflight\//],
  ['needs', /^support\/needs\//],
  ['scope', /^support\/scope\.ts$/],
  ['journal', /^support\/journal\//],
  ['kubernetes', /^support\/kubernetes\//],
  ['docker', /^support\/docker\.ts$/],
  ['command', /^support\/command\.ts$/],
  ['leaf', /^support\/[^/]+\.ts$/],
  ['mutants', /^mutants\//],
  ['scripts', /^scripts\//],
]

/** For each part the parts that it may import. Every part may import itself and the leaves, which import only leaves. */
const allowed: Record<string, readonly string[]> = {
  steps: ['world', 'workloads', 'faults'],
  hooks: ['world', 'evidence', 'scope', 'journal', 'kubernetes', 'workloads', 'needs'],
  world: ['workloads', 'faults', 'ledger', 'evidence', 'scope'],
  workloads: ['ledger', 'scope', 'journal', 'kubernetes', 'cluster', 'docker'],
  faults: ['scope', 'journal', 'kubernetes', 'docker'],
  evidence: ['scope', 'journal', 'kubernetes', 'workloads', 'docker', 'redaction'],
  redaction: [],
  // Judges what was written down: reads no file and reaches no cluster.
  diagnosis: [],
  scope: ['journal', 'kubernetes'],
  journal: ['kubernetes', 'redaction'],
  kubernetes: [],
  ledger: [],
  needs: ['kubernetes'],
  preflight: ['needs', 'cluster', 'kubernetes', 'scope'],
  report: ['diagnosis', 'redaction'],
  cluster: ['kubernetes', 'kind', 'workloads', 'docker'],
  kind: ['scripts', 'cluster'],
  cli: ['preflight', 'needs', 'cluster', 'kind', 'report', 'journal', 'kubernetes', 'command', 'redaction'],
  command: [],
  docker: [],
  mutants: ['kubernetes', 'scripts', 'docker', 'workloads'],
  scripts: [
    'command',
    'docker',
    'kubernetes',
    'journal',
    'workloads',
    'report',
    'needs',
    'preflight',
    'mutants',
  ],
  leaf: [],
}

/** Libraries that one place alone may import. */
const keptIn: Record<string, string> = {
  execa: 'command',
  dockerode: 'docker',
  '@kubernetes/client-node': 'kubernetes',
  undici: 'kubernetes',
  '@cucumber/cucumber': 'steps, hooks, world, cli',
  commander: 'cli',
  '@bomb.sh/tab': 'cli',
}

export function partOf(path: string): string | undefined {
  return parts.find(([, pattern]) => pattern.test(path))?.[0]
}

/** @returns why this import is wrong, or undefined. `target` is a path from the root, or a package's name. */
export function wrongArrow(from: string, target: string): string | undefined {
  const part = partOf(from)
  if (part === undefined) return `${from} belongs to no part of the house`
  const keeper =
    keptIn[target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? '')]
  if (keeper !== undefined)
    return keeper.split(', ').includes(part) ? undefined : `only ${keeper} may import ${target}`
  const to = partOf(target)
  if (to === undefined || to === part || to === 'leaf' || allowed[part]?.includes(to)) return undefined
  return `${part} may not import ${to} (it may import ${['leaf', ...(allowed[part] ?? [])].join(', ')})`
}
