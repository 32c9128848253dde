/**
 * What `--help` says about each verb beyond its flags: what it does, with examples that can be pasted. Only data.
 */

export interface VerbText {
  /** One paragraph each. */
  description: readonly string[]
  /** Command and what it is for. */
  examples: readonly (readonly [command: string, purpose: string])[]
  /** Other verbs worth a look. */
  seeAlso: readonly string[]
  /** Those that the verb really has; none where there are only verbs below it. */
  exitCodes?: string
}

/** Of the whole program, and of a run. */
export const exitCodesOfARun =
  '0 accepted  1 a requirement failed  2 usage  3 environment not usable\n  4 partial or inconclusive  5 nothing ran  130 interrupted'

const verdictOfTheRecord =
  'those of the run: 0 accepted  1 a requirement failed  4 partial or inconclusive\n  5 nothing ran  130 it was interrupted'

/** By the words after `stateproof`. */
export const verbTexts: Record<string, VerbText> = {
  run: {
    description: [
      'Runs the selected scenarios on a cluster, removes what they made, and writes the record and the reports into one folder. The exit code is the verdict.',
      'Without --context or --kubeconfig the cluster is a kind cluster of its own, which is made if it is missing. A cluster that is named is used as it is: its kubeconfig and current context are never changed, and every object is made in a new namespace that carries the label stateproof.dev/run.',
      'Before the first write it says which cluster it is on and makes the checks of check, each of which --skip-preflight leaves out by its code. What the cluster lacks makes scenarios not supported; only what a required scenario cannot do without ends the run, with exit code 3.',
      'With --namespace everything that can runs in that one namespace, which is there and empty, with the rights of its owner; what could not run is said.',
      'With --in-cluster the scenarios run where the cluster is: an Indexed Job with one Pod for each shard, from the image that images build makes. Scenarios that need the whole cluster run in one Pod after the others. The records come back through the logs of the Pods and are joined into one report.',
      'With several --context flags each cluster gets a run and a report of its own, at the same time, and one table shows them all; the worst verdict is the exit code.',
    ],
    examples: [
      ['stateproof run', 'on a kind cluster that is made if it is missing'],
      ['stateproof run --parallel 2 --tags @must', 'the required scenarios, two at a time'],
      ['stateproof run --scenario identity/ordering/three-pods-start-one-after-another', 'one scenario'],
      ['stateproof run --context staging', 'on a cluster of your own'],
      [
        'stateproof run --context staging --nfs-server nfs.example.com --nfs-path /data/k8s',
        'with the NFS experiments',
      ],
      ['stateproof run --context staging --namespace team', 'in one namespace of yours'],
      ['stateproof run --dry-run --tags @must', 'print every object that would be made, and make none'],
      ['stateproof run --context eu --context us', 'on two clusters, with one table of both'],
      [
        'stateproof run --in-cluster --shards 4 --context staging --harness-image registry.example.com/stateproof:0.1.0',
        'as a Job of four Pods in the cluster',
      ],
      ['stateproof run -o json 2>/dev/null | jq -r .verdict', 'for a program'],
    ],
    seeAlso: ['check', 'rbac', 'list', 'report', 'cleanup'],
    exitCodes: exitCodesOfARun,
  },
  check: {
    description: [
      'Says whether a run with the same flags could begin, and which scenarios could not run, before anything is run: version and APIs of the server, rights, other runs, storage classes, room on the nodes, DNS, clocks. Then it tries, in a namespace that it removes again, whether Pods are admitted, images can be pulled and the NFS server can be mounted. Each finding has a code, a sentence, and what to do about it.',
      'Makes no cluster. Scenarios that disturb others (@disruptive) run on a cluster of your own only where --allow-disruptive names its context once more.',
    ],
    examples: [
      ['stateproof check --context staging', 'everything, on a cluster of your own'],
      ['stateproof check --context staging --tags @must', 'for the required scenarios'],
      ['stateproof check --context staging --namespace team', 'for a run in one namespace'],
      ['stateproof check --skip-preflight images nfs', 'without what takes longest'],
      ['stateproof check -o json | jq -r .usable', 'for a program'],
    ],
    seeAlso: ['run', 'rbac'],
    exitCodes:
      '0 a run can begin  2 usage\n  3 it cannot, the cluster does not answer, or something was left behind\n  130 interrupted',
  },
  rbac: {
    description: [
      'Prints the smallest Role and ClusterRole with which the selected scenarios run, for kubectl apply. They are not kept by hand: each run records what its scenarios use of the API, and they are made from such records. Touches no cluster.',
      'A scenario that no run of this version has recorded is refused: choose others with --tags, --name or --scenario.',
    ],
    examples: [
      ['stateproof rbac --tags "@must and not @needs-nfs" | kubectl apply -f -', 'for those scenarios'],
      ['stateproof rbac --scenario identity/ordering/three-pods-start-one-after-another', 'for one'],
      ['stateproof rbac --namespace team --name hostname', 'for a run in one namespace'],
      ['stateproof rbac -o json --name hostname', 'as one List'],
    ],
    seeAlso: ['run', 'check'],
    exitCodes: '0 printed  2 usage, or a scenario whose rights are not known  5 nothing selected',
  },
  list: {
    description: [
      'Lists the scenarios that a run with the same flags would run, with their stable ids and levels. Touches no cluster.',
    ],
    examples: [
      ['stateproof list', 'every scenario'],
      ['stateproof list --tags "@must and not @needs-nfs"', 'those that need no NFS'],
      ['stateproof list -o json | jq -r ".[].id"', 'ids only'],
    ],
    seeAlso: ['run'],
    exitCodes: '0 listed  2 usage  5 nothing selected',
  },
  report: {
    description: [
      'Writes the reports of a run again from its record, messages.ndjson and journal.ndjson, and prints the verdict. The same record gives the same bytes. Touches no cluster.',
    ],
    examples: [
      ['stateproof report reports/20261124t212442z-0t1n', 'one run'],
      ['stateproof report reports/20261124t212442z-0t1n -o json', 'its verdict for a program'],
    ],
    seeAlso: ['run'],
    exitCodes: `${verdictOfTheRecord}\n  2 usage, or no record`,
  },
  diff: {
    description: [
      'Compares two runs: first whether like was compared with like (cluster, tools, scenarios), then verdicts that changed, then figures that moved beyond their noise. Touches no cluster.',
    ],
    examples: [
      ['stateproof diff reports/before reports/after', 'two runs'],
      ['stateproof diff reports/before reports/after --html diff.html', 'as a page, too'],
      ['stateproof diff -o json baseline reports/after', 'for a program'],
    ],
    seeAlso: ['report', 'merge'],
    exitCodes:
      '0 nothing got worse  1 something did  2 usage\n  4 nobody can say: a record is not whole, or what passed was not judged',
  },
  merge: {
    description: [
      'Joins the parts of a selection that was split with --shard into one run, as one that was not split would have left it. Refuses runs of different clusters, versions or selections. A part that is missing or there twice is named, and the joined run is not accepted.',
    ],
    examples: [
      ['stateproof run --shard 1/2 --output-dir reports/part-1', 'on one machine'],
      ['stateproof run --shard 2/2 --output-dir reports/part-2', 'on another'],
      ['stateproof merge reports/part-1 reports/part-2', 'one report of both'],
    ],
    seeAlso: ['run', 'report'],
    exitCodes: `${verdictOfTheRecord}\n  2 usage, or runs that do not belong together`,
  },
  collect: {
    description: [
      'Packs a run into one archive for a bug report: the record, the evidence (without secrets), the reports and versions. Without a folder the newest run.',
    ],
    examples: [
      ['stateproof collect', 'the newest run'],
      ['stateproof collect reports/20261124t212442z-0t1n --output-dir /tmp', 'a certain one'],
    ],
    seeAlso: ['report'],
    exitCodes: '0 packed  2 usage, or no record',
  },
  cleanup: {
    description: [
      'Removes what runs left on the cluster and in containers beside it, found by the label stateproof.dev/run, after listing it, and waits until it is gone. Nothing else is touched. Without a run id everything of ours goes, that of a run still going on included.',
    ],
    examples: [
      ['stateproof cleanup', 'everything on the kind cluster'],
      ['stateproof cleanup 20261124t212442z-0t1n', 'what one run left'],
      ['stateproof cleanup --context staging', 'everything of ours on a cluster of your own'],
    ],
    seeAlso: ['run', 'cluster down'],
    exitCodes:
      '0 nothing of ours is left  2 usage\n  3 the cluster does not answer, or something could not be removed',
  },
  version: {
    description: ['Prints the version of stateproof and of the Node that runs it.'],
    examples: [['stateproof version -o json', 'for a program']],
    seeAlso: [],
    exitCodes: '0 printed  2 usage',
  },
  completion: {
    description: [
      'Prints a script that makes the shell complete verbs, flags, scenario ids and contexts. Load it once in a shell, or from its start-up file.',
    ],
    examples: [
      ['source <(stateproof completion bash)', 'bash, this shell'],
      ['source <(stateproof completion zsh)', 'zsh, this shell, after compinit'],
      ['stateproof completion fish | source', 'fish, this shell'],
      ['stateproof completion fish > ~/.config/fish/completions/stateproof.fish', 'fish, from now on'],
    ],
    seeAlso: [],
    exitCodes: '0 printed  2 usage',
  },
  cluster: {
    description: ['The kind cluster that stateproof makes for itself, with a kubeconfig of its own.'],
    examples: [['stateproof cluster up', 'make it, or what is missing of it']],
    seeAlso: ['cluster up', 'cluster down', 'cluster status'],
  },
  'cluster up': {
    description: [
      'Makes the Docker engine, the images, the kind cluster of three nodes and the NFS server beside it, as far as they are missing. Where no registry answers, everything is built from source: a quarter to half an hour and 15 GB, once.',
    ],
    examples: [
      ['stateproof cluster up', 'from what can be had'],
      ['stateproof cluster up --images source', 'from source, whatever registries say'],
      ['stateproof cluster up --bundle bundle.tar', 'without network, from a bundle'],
    ],
    seeAlso: ['cluster down', 'images save'],
    exitCodes: '0 it is up  2 usage  3 it could not be made  130 interrupted',
  },
  'cluster down': {
    description: ['Removes the cluster and everything that was made for it; the cache stays.'],
    examples: [
      ['stateproof cluster down', 'the cluster'],
      ['stateproof cluster down --purge', 'the cache with images and programs, too'],
    ],
    seeAlso: ['cluster up'],
    exitCodes: '0 nothing of it is left  2 usage  3 something could not be removed',
  },
  'cluster status': {
    description: ['Says what is there and whether it can be used. Exit code 3 if it cannot.'],
    examples: [
      [
        'export KUBECONFIG=$(stateproof cluster status -o json | jq -r .kubeconfigPath)',
        'to look at it with kubectl',
      ],
    ],
    seeAlso: ['cluster up'],
    exitCodes: '0 it can be used  2 usage  3 it cannot',
  },
  images: {
    description: ['The images that the cluster and the scenarios need.'],
    examples: [['stateproof images list', 'what there is']],
    seeAlso: ['images list', 'images build', 'images save', 'images load'],
  },
  'images list': {
    description: [
      'Lists the images by role: what is pulled where they come from a registry, or from a mirror of it, and what our own builds are called. Asks no registry and no engine. A bundle has those that it was saved with.',
    ],
    examples: [
      ['stateproof images list --mirror registry.example.com/mirror', 'what a mirror of yours must have'],
      ['stateproof images list -o json | jq -r ".[].public // empty"', 'for a program'],
    ],
    seeAlso: ['images build'],
    exitCodes: '0 listed  2 usage',
  },
  'images build': {
    description: [
      'Makes the node image ready without making a cluster, and the image of stateproof itself, which run --in-cluster needs. What is there already is not made again.',
    ],
    examples: [
      ['stateproof images build', 'both'],
      [
        'docker tag $(stateproof images build -o json | jq -r .stateproof) registry.example.com/stateproof:0.1.0',
        'for a registry that your cluster pulls from',
      ],
    ],
    seeAlso: ['run', 'images save'],
    exitCodes: '0 they are there  2 usage  3 they could not be made  130 interrupted',
  },
  'images save': {
    description: ['Writes all images to one file, for a site without network.'],
    examples: [['stateproof images save bundle.tar', 'where images can be had']],
    seeAlso: ['images load'],
    exitCodes: '0 written  2 usage  3 they could not be made or written',
  },
  'images load': {
    description: ['Takes the images from a file that images save wrote.'],
    examples: [['stateproof images load bundle.tar', 'where they cannot be had']],
    seeAlso: ['images save', 'cluster up'],
    exitCodes: '0 taken in  2 usage, or a file that is none  3 it could not be taken in',
  },
}
