/** What was tested: the cluster as it was found, the images, the harness, and what differs from the plain case. */
import type { RunFacts } from '../../record.ts'
import type { RunResults } from '../results.ts'
import { html, type Markup } from './html.ts'
import { renderTable, renderTerms } from './tables.ts'
import { periodOf, sectionHeading } from './verdict.ts'

export function describeTested({ facts, end }: RunResults): Markup {
  if (facts === undefined)
    return html`<section aria-labelledby="tested">${sectionHeading('tested')}<p>The run was ended before it could say.</p></section>`
  return html`<section aria-labelledby="tested">${sectionHeading('tested')}
${renderTerms([...clusterTerms(facts), ...runTerms(facts, end?.finishedAt)])}${nodes(facts)}${classes(facts)}${components(facts)}${images(facts)}${settings(facts)}${deviations(facts)}</section>`
}

function clusterTerms({ cluster }: RunFacts): [string, string | undefined][] {
  const { context, provider, server, version, dnsReplicas, dnsDomain, cni, dns } = cluster
  const replicas = dnsReplicas === undefined ? undefined : `${dnsReplicas} replicas`
  return [
    ['Cluster', `${context} (${provider === 'kind' ? 'kind, made for this' : 'existing'})`],
    ['API server', server],
    ['Kubernetes', version],
    ['Network (CNI)', cni],
    ['DNS', [dns, replicas, dnsDomain].filter(Boolean).join(', ') || undefined],
  ]
}

function runTerms(facts: RunFacts, finishedAt: string | undefined): [string, string | undefined][] {
  const { imageSupply, startedAt, harnessVersion, nodeVersion, parallel, tagExpression, shard, mergedFrom } =
    facts
  return [
    ['Images came from', imageSupply && `${imageSupply.kind}: ${imageSupply.why}`],
    ['Began and ended', periodOf(startedAt, finishedAt)],
    ['Harness', `stateproof ${harnessVersion} on Node.js ${nodeVersion}`],
    ['At the same time', `${parallel} scenario${parallel === 1 ? '' : 's'}`],
    ['Selected by', tagExpression && `the tag expression ${tagExpression}`],
    ['Part', shard && `${shard.index} of ${shard.count} of ${shard.of} scenarios`],
    ['Joined from', mergedFrom?.map(({ runId, shard }) => `${runId} (part ${shard})`).join(', ')],
  ]
}

function nodes({ cluster }: RunFacts): Markup | false {
  return (
    cluster.nodes.length > 0 &&
    renderTable({
      caption: 'Nodes',
      head: ['Node', 'Roles', 'Kubelet', 'Runtime', 'Kernel', 'System'],
      rows: cluster.nodes.map(node => [
        node.name,
        node.roles.join(', ') || 'worker',
        node.kubeletVersion,
        node.containerRuntime,
        node.kernel,
        `${node.osImage}, ${node.architecture}`,
      ]),
    })
  )
}

function classes({
  cluster: { storageClasses = [], defaultStorageClass, provisioner },
}: RunFacts): Markup | false {
  if (storageClasses.length === 0)
    return (
      defaultStorageClass !== undefined &&
      renderTerms([['Default storage class', `${defaultStorageClass} (${provisioner})`]])
    )
  return renderTable({
    caption: 'Storage classes',
    head: ['Class', 'Provisioner', 'Default', 'Reclaim', 'Binding', 'Expansion'],
    rows: storageClasses.map(({ name, provisioner, isDefault, reclaimPolicy, bindingMode, expansion }) => [
      name,
      provisioner,
      isDefault ? 'yes' : 'no',
      reclaimPolicy,
      bindingMode,
      expansion ? 'yes' : 'no',
    ]),
  })
}

function components({ cluster: { components = [] } }: RunFacts): Markup | false {
  return (
    components.length > 0 &&
    renderTable({
      caption: 'What runs in the cluster’s own namespaces: its control plane, network, DNS and provisioners',
      head: ['Component', 'Namespace', 'Image', 'Digest'],
      rows: components.map(({ name, namespace, image, digest }) => [
        name,
        namespace,
        image,
        html`<code>${digest ?? 'not told'}</code>`,
      ]),
    })
  )
}

function images({ images }: RunFacts): Markup | false {
  const entries = Object.entries(images)
  return (
    entries.length > 0 &&
    renderTable({
      caption: 'Images of the workloads',
      head: ['Workload', 'Image'],
      rows: entries.map(([name, reference]) => [name, html`<code>${reference}</code>`]),
    })
  )
}

function settings({ settings }: RunFacts): Markup {
  if (settings === undefined) return html``
  const entries = Object.entries(settings)
  return html`<h3>Settings that differ from the default</h3>${entries.length === 0 ? html`<p>None.</p>` : renderTerms(entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const))}`
}

function deviations({ deviations }: RunFacts): Markup {
  return html`<h3>Deviations</h3>${deviations.length === 0 ? html`<p>None was recorded.</p>` : html`<ul>${deviations.map(text => html`<li>${text}</li>`)}</ul>`}`
}
