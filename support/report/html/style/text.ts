/** Text, headings, verdict, failures, folded parts. */
export const textStyle = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 "Source Sans 3","Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans",sans-serif}
body>header,main,footer{max-width:64rem;margin:0 auto;padding:0 1.5rem}
body>header p{display:flex;max-width:none;justify-content:space-between;gap:1rem;margin:0;padding:2rem 0 .6rem;color:var(--soft);font-size:.875rem;letter-spacing:.02em;border-bottom:1px solid var(--ink)}
h1,h2,h3{font-family:Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",Cambria,Georgia,"Liberation Serif","DejaVu Serif",serif;font-weight:600;line-height:1.25;text-wrap:balance}
h1{font-size:2.75rem;margin:2rem 0 .5rem;letter-spacing:-.01em;color:var(--tone)}
h2{font-size:1.5rem;margin:4rem 0 1rem;padding-top:.75rem;border-top:1px solid var(--ink)}
h2 .no{display:inline-block;min-width:2rem;color:var(--soft);font-weight:400}
h3{font-size:1.15rem;margin:2.25rem 0 .5rem}
h4{font-size:1rem;margin:1.5rem 0 .25rem}
p,ul,ol{margin:.5rem 0;max-width:46rem}
a{color:var(--link);text-underline-offset:.15em}
.soft{color:var(--soft);font-size:.9375rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:var(--paper);z-index:1}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
code,pre{font:.875em/1.5 ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
pre{margin:.5rem 0;padding:.75rem 1rem;background:var(--panel);white-space:pre-wrap;overflow-wrap:anywhere}
.passed,.accepted{--tone:var(--good)}
.failed,.rejected{--tone:var(--bad)}
.inconclusive,.partial,.skipped,.unsupported,.nothing{--tone:var(--open)}
.mark{color:var(--tone);font-weight:600;white-space:nowrap}
.verdict .sentence{font-size:1.25rem;line-height:1.45;max-width:44rem}
.verdict h1 .mark{font-weight:400}
.ids{columns:2 24rem;column-gap:2rem;list-style:none;padding:0;max-width:none}
.ids li{padding:.1rem 0;break-inside:avoid}
.first-look{list-style:none;margin:1rem 0;padding:.75rem 1rem;background:var(--panel);max-width:none}
.first-look li+li{margin-top:.75rem}
nav ol{columns:3 14rem;list-style:none;padding:0;margin:2rem 0 0;max-width:none;font-size:.9375rem;counter-reset:part}
nav li{counter-increment:part;padding:.15rem 0;break-inside:avoid}
nav li::before{content:counter(part);display:inline-block;min-width:1.5rem;color:var(--soft)}
.failure{margin:2.5rem 0 4rem}
.failure h3{font-size:1.35rem}
.diagnosis{margin:1rem 0;padding:.75rem 1rem;background:var(--panel);max-width:none}
.diagnosis p{margin:.15rem 0;max-width:none}
.diagnosis strong{display:block;font-size:.875rem;color:var(--tone)}
.source::before{content:"("}.source::after{content:")"}
.lines{white-space:pre-wrap}
.gherkin{margin:1.25rem 0}
.gherkin p{margin:.15rem 0}
.gherkin b{font-weight:600}
.gherkin ol{padding-left:2.25rem;max-width:none}
.gherkin li{padding:.1rem 0}
.gherkin li::marker{color:var(--soft);font-variant-numeric:tabular-nums}
.gherkin li.failed{background:var(--bad-ground)}
.about{color:var(--soft)}
details{border-bottom:1px solid var(--line)}
h3+details,.about+details,h4+details{border-top:1px solid var(--line)}
summary{padding:.45rem 0;cursor:pointer;overflow-wrap:anywhere}
details[open]>summary{font-weight:600}
details[open]{padding-bottom:1rem}
summary .time{white-space:nowrap}
footer{padding:3rem 1.5rem;color:var(--soft);font-size:.875rem}
h1,h2,h3,p,li,dd{overflow-wrap:anywhere}
td,th{overflow-wrap:break-word}
@media (max-width:40rem){body>header,main,footer{padding-left:1rem;padding-right:1rem}h1{font-size:2.1rem}.verdict .sentence{font-size:1.1rem}h2{margin-top:3rem}}
@media (forced-colors:active){.gherkin li.failed{outline:1px solid CanvasText}pre,.diagnosis,.first-look{border:1px solid CanvasText}}
`
