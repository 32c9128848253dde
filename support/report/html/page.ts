/**
 * report.html: one file that needs nothing else and no JavaScript. The order is a reader's: the verdict, what was
 * tested, what went wrong, everything else, how to do it again.
 */
import type { RunResults } from '../results.ts'
import { html, type Markup, trusted } from './html.ts'
import { describeProblem, describeScenario } from './scenario.ts'
import { style } from './style.ts'
import { byFeature, label, markOf, toneOf, verdictSentence } from './words.ts'

/** Nothing may be loaded from anywhere; the only thing inline is the style sheet. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export function renderPage(results: RunResults): string {
  const { verdict, facts } = results
  const title = `${label(verdict)}: ${facts?.cluster.context ?? 'unknown cluster'}, ${facts?.startedAt.slice(0, 10) ?? ''}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · stateproof</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<header><p class="soft">stateproof conformance report</p><h1>Does this cluster keep its promises to stateful workloads?</h1></header>
<main id="main">
${verdictBox(results)}${tested(results)}${table(results)}${problems(results)}${scenarios(results)}${notTested(results)}${reproduce(results)}
</main>
<footer><p>Written by stateproof ${facts?.harnessVersion ?? ''} from messages.ndjson and journal.ndjson, which lie beside this file; SHA256SUMS has the checksums.</p></footer>
</body>
</html>
`
  return page.markup
}

function verdictBox({ verdict, reasons, counts, scenarios }: RunResults): Markup {
  const numbers = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
  return html`<section class="verdict ${toneOf(verdict)}" aria-label="Verdict">
<p><strong>${markOf(verdict)} ${label(verdict)}</strong></p>
<p>${verdictSentence(verdict)}</p>
${reasons.length > 0 && html`<ul>${reasons.map(reason => html`<li>${reason}</li>`)}</ul>`}
<p class="soft">${scenarios.length} scenarios: ${numbers.join(', ') || 'none ran'}.</p>
</section>`
}

function tested({ facts, end }: RunResults): Markup {
  if (facts === undefined) return html`<h2>What was tested</h2><p>The run was ended before it could say.</p>`
  const { cluster } = facts
  const rows: [string, string | undefined][] = [
    ['Cluster', `${cluster.context} (${cluster.provider}), ${cluster.server}`],
    ['Kubernetes', cluster.version],
    [
      'Nodes',
      cluster.nodes
        .map(({ name, roles }) => `${name}${roles.length > 0 ? ` (${roles.join(', ')})` : ''}`)
        .join(', '),
    ],
    [
      'Node system',
      [
        ...new Set(
          cluster.nodes.map(
            node => `${node.osImage}, ${node.containerRuntime}, kernel ${node.kernel}, ${node.architecture}`,
          ),
        ),
      ].join('; '),
    ],
    ['DNS replicas', cluster.dnsReplicas?.toString()],
    [
      'Default storage class',
      cluster.defaultStorageClass && `${cluster.defaultStorageClass} (${cluster.provisioner})`,
    ],
    [
      'Images',
      Object.entries(facts.images)
        .map(([name, reference]) => `${name}: ${reference}`)
        .join('; '),
    ],
    ['Images came from', facts.imageSupply && `${facts.imageSupply.kind}: ${facts.imageSupply.why}`],
    ['Began and ended', `${facts.startedAt} to ${end?.finishedAt ?? 'unknown'}`],
    ['Harness', `stateproof ${facts.harnessVersion} on Node ${facts.nodeVersion}, run ${facts.runId}`],
  ]
  return html`<h2>What was tested</h2><dl>${rows.map(([name, value]) => value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${facts.deviations.length > 0 && html`<h3>Deviations</h3><ul>${facts.deviations.map(text => html`<li>${text}</li>`)}</ul>`}`
}

function table(results: RunResults): Markup {
  const rows = byFeature(results.scenarios).map(([feature, scenarios]) => {
    const passed = scenarios.filter(({ verdict }) => verdict === 'passed').length
    const worst =
      scenarios.find(({ verdict }) => verdict === 'failed') ??
      scenarios.find(({ verdict }) => verdict !== 'passed')
    const verdict = worst?.verdict ?? 'passed'
    const seconds = scenarios.reduce((sum, scenario) => sum + scenario.seconds, 0)
    return html`<tr><th scope="row">${feature}</th><td class="word">${scenarios[0]?.level}</td><td class="number">${passed} of ${scenarios.length}</td><td class="number">${seconds.toFixed(1)}</td><td class="mark ${toneOf(verdict)}">${markOf(verdict)} ${verdict}</td></tr>`
  })
  return html`<h2>Results by promise</h2><div class="scroll" tabindex="0" role="region" aria-label="Results by promise"><table><caption>Each row is one feature: what must hold for a stateful workload.</caption><thead><tr><th scope="col">Promise</th><th scope="col">Level</th><th scope="col" class="number">Passed</th><th scope="col" class="number">Seconds</th><th scope="col">Result</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

function problems({ scenarios }: RunResults): Markup | false {
  const found = scenarios.filter(({ verdict }) => verdict === 'failed' || verdict === 'inconclusive')
  return found.length > 0 && html`<h2>What went wrong</h2>${found.map(describeProblem)}`
}

function scenarios(results: RunResults): Markup {
  return html`<h2>Every scenario</h2>${byFeature(results.scenarios).map(([feature, list]) => html`<h3>${feature}</h3><p class="soft">${list[0]?.description.split('\n\n')[0]}</p>${list.map(describeScenario)}`)}`
}

function notTested({ scenarios, notSelected }: RunResults): Markup {
  const skipped = scenarios.filter(({ verdict }) => verdict === 'skipped' || verdict === 'not supported')
  const items = [
    ...skipped.map(({ id, verdict, reason }) => `${id}: ${verdict}, ${reason}`),
    ...notSelected.map(id => `${id}: not selected`),
  ]
  return html`<h2>What was not tested</h2>${items.length === 0 ? html`<p>Nothing was left out: every scenario of this version ran.</p>` : html`<ul>${items.map(item => html`<li>${item}</li>`)}</ul>`}`
}

function reproduce({ facts }: RunResults): Markup {
  return html`<h2>How to do it again</h2><p>With stateproof ${facts?.harnessVersion ?? ''}:</p><pre tabindex="0">${facts?.command ?? 'stateproof run'}</pre>`
}
