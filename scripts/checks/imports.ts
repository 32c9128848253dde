/** Reads the imports of every TypeScript file and reports each that goes against the arrows of the house. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { wrongArrow } from './arrows.ts'

const folders = ['steps', 'support', 'scripts', 'mutants']
/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`; comments are taken out before. */
const importPattern =
  /(?:^|\n|;)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g

/** @returns one line for each wrong import: `file: what it imports: why not`. */
export function findWrongImports(root: string): string[] {
  return filesBelow(root).flatMap(file => wrongImportsIn(relative(root, file), readFileSync(file, 'utf8')))
}

/** @param path from the root, with `/`. */
export function wrongImportsIn(path: string, source: string): string[] {
  if (path.endsWith('.test.ts')) return []
  return importsIn(source).flatMap(specifier => {
    const target = specifier.startsWith('.') ? join(path, '..', specifier) : specifier
    const why = wrongArrow(path, target)
    return why === undefined ? [] : [`${path}: ${specifier}: ${why}`]
  })
}

export function importsIn(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '$1')
  return [...code.matchAll(importPattern)].map(([, from, bare]) => from ?? bare ?? '')
}

function filesBelow(root: string): string[] {
  return folders.flatMap(folder => {
    try {
      const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      return entries
        .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
        .map(entry => join(entry.parentPath, entry.name))
    } catch {
      return []
    }
  })
}
