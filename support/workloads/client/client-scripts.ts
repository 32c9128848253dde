/**
 * The shell scripts that the client Pod runs, and what their output means. Each fails at once where the image lacks the
 * program: without it everything would look unanswered.
 *
 * Knows nothing of how a script gets into the Pod.
 */

/** Asked for with one try and a short time-out: a replica that does not answer is an answer, too. */
const digOptions = '+tries=1 +time=2 +noall +comments +answer'
/** Pause between two rounds of a probe. A lookup takes a few ms, so that the pace is 100 ms or less. */
const probePause = 0.08

const needs = (program: string) =>
  `command -v ${program} >/dev/null || { echo "the image has no ${program}" >&2; exit 127; }; `

/** Words: names. */
export const nslookupScript = `${needs('nslookup')}for name in "$@"; do echo "@ resolver $name"; nslookup -timeout=2 -retry=1 "$name"; done 2>&1`

/** A server is an address, or an address and a port as dig itself writes them: `10.244.0.3#8053`. */
const ask =
  `ask() { port=53; case $1 in *#*) port=\${1##*#};; esac; ` +
  `echo "@ $1 $2"; dig ${digOptions} -p "$port" "@\${1%#*}" "$2" "$3"; }; `

/** Words: servers, names, record type; the first two as lists. */
export const digScript = `${needs('dig')}${ask}for server in $1; do for name in $2; do ask "$server" "$name" "$3"; done; done`

/** Words: server, list of names, record type. Runs until it is stopped. */
export const digForeverScript = `${needs('dig')}${ask}while :; do for name in $2; do ask "$1" "$name" "$3"; done; echo "@ end"; sleep ${probePause}; done`

/** Words: URL, number of requests; where its name leads to, as `--resolve` has it: without that, DNS is asked each time. */
export const requestScript = `${needs('curl')}for i in $(seq "$2"); do if body=$(curl -s -f --max-time 2 \${3:+--resolve "$3"} "$1"); then echo "@ answer $body"; else echo "@ none"; fi; done`

/** @returns the body of each answer, without its last newline; undefined where none came. */
export function parseResponses(output: string): (string | undefined)[] {
  const found: (string | undefined)[] = []
  for (const line of output.replace(/\n$/, '').split('\n')) {
    const body = /^@ answer (.*)$/.exec(line)?.[1]
    if (body !== undefined || line === '@ none') found.push(body)
    // A body of several lines.
    else if (found.length > 0) found.push(`${found.pop() ?? ''}\n${line}`)
  }
  return found
}
