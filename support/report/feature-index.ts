/** What a feature says about itself and where: the names, keywords and lines that the messages of a run only point to. */
import type { Feature } from '@cucumber/messages'

export interface FeatureIndex {
  name: string
  /** The feature's own words, without indentation. */
  description: string
  /** By the id of a scenario's or a step's node. */
  nodes: Map<string, { keyword?: string; line: number; rule?: string }>
}

export function indexFeature(feature: Feature): FeatureIndex {
  const nodes: FeatureIndex['nodes'] = new Map()
  const index = (children: Feature['children'], rule?: string) => {
    for (const child of children) {
      if (child.rule) index(child.rule.children as Feature['children'], child.rule.name)
      const block = child.scenario ?? child.background
      if (block) nodes.set(block.id, { line: block.location.line, ...(rule !== undefined && { rule }) })
      for (const { id, keyword, location } of block?.steps ?? [])
        nodes.set(id, { keyword: keyword.trim(), line: location.line })
    }
  }
  index(feature.children)
  return { name: feature.name, description: dedent(feature.description ?? ''), nodes }
}

function dedent(text: string): string {
  return text
    .split('\n')
    .map(line => line.trim())
    .join('\n')
    .trim()
}
