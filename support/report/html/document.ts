/**
 * The beginning of a document that stands alone: nothing may be loaded from anywhere, and the only thing inline is the
 * style sheet.
 *
 * Knows nothing of what stands in it.
 */
import { html, type Markup, trusted } from './html.ts'
import { style } from './style/style.ts'

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export interface DocumentHead {
  title: string
  /** Of the link to `#main`, which is the first thing that the keyboard reaches. */
  skip: string
}

export function openDocument({ title, skip }: DocumentHead): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">${skip}</a>
`
}
