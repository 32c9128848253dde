/** The page's style sheet: one column, system fonts, light and dark, print, forced colours, 320 px. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --panel: #f6f8fa; --good: #116329; --bad: #a40e26; --open: #7d4e00; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --line: #3d444d; --paper: #0d1117; --panel: #161b22; --good: #56d364; --bad: #ff9492; --open: #e3b341; --link: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
main, header, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; } footer { padding-bottom: 3rem; color: var(--soft); font-size: .875rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); } h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .5rem 0; } a { color: var(--link); } .soft { color: var(--soft); }
.skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
.verdict { border: 1px solid var(--line); border-left: .5rem solid var(--tone); background: var(--panel); border-radius: .375rem; padding: 1.25rem 1.5rem; margin: 1rem 0; }
.verdict p { margin: .25rem 0; } .verdict strong { font-size: 1.25rem; color: var(--tone); }
.passed, .accepted { --tone: var(--good); } .failed, .rejected { --tone: var(--bad); } .inconclusive, .partial, .skipped, .unsupported, .nothing { --tone: var(--open); }
.mark { color: var(--tone); font-weight: 600; white-space: nowrap; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9375rem; } caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } th { font-weight: 600; } thead th, td.word { overflow-wrap: normal; white-space: nowrap; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody th { font-weight: 500; }
details { border: 1px solid var(--line); border-radius: .375rem; margin: .6rem 0; padding: 0 1rem; } summary { cursor: pointer; padding: .6rem 0; } details[open] { padding-bottom: .75rem; }
.problem { border-left: .25rem solid var(--tone); padding: .25rem 0 .25rem 1rem; margin: 1rem 0; }
ol.steps { list-style: none; margin: .5rem 0; padding: 0; } ol.steps li { padding: .15rem 0 .15rem 1.5rem; position: relative; } ol.steps li::before { content: attr(data-mark); position: absolute; left: 0; color: var(--tone); font-weight: 700; }
.keyword { font-weight: 600; } dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1.25rem; margin: .5rem 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: .875em/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, monospace; } pre { background: var(--panel); border: 1px solid var(--line); border-radius: .375rem; padding: .75rem 1rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } h1 { font-size: 1.4rem; } th, td { padding-right: .5rem; } }
@media print { body { font-size: 10.5pt; } details::details-content { content-visibility: visible; block-size: auto; } details, .problem, tr { break-inside: avoid; } a { color: inherit; } }
@media (forced-colors: active) { .verdict, .problem { border-color: CanvasText; } }
`
