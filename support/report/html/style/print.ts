/**
 * Print: everything that is folded on the screen is printed, in black on white whatever the screen shows.
 *
 * A closed part of a page is not printed unless its content is made visible by this pseudo-element (CSS Pseudo-Elements
 * Level 4, "::details-content").
 */
export const printStyle = `
@page{margin:16mm 15mm 18mm;@bottom-right{content:counter(page) " of " counter(pages);font:9pt sans-serif}}
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--panel:#f4f4f2;--good:#14522c;--bad:#8c1815;--open:#5e3a00;--link:#000;--bar:#1f5f9f;--bar-ground:#cfe0f0;--answer:#0d5c56;--answer-ground:#c9e4e0;--bad-ground:#f6d9d2;--quiet-ground:#ecebe5;--quiet-ink:#75746c}
*{print-color-adjust:exact}
html{font-size:9.5pt}
body{line-height:1.4}
body>header,main,footer{max-width:none;padding-left:0;padding-right:0}
body>header p{padding-top:0}
details::details-content{content-visibility:visible;block-size:auto}
summary{list-style:none}
.scroll{overflow:visible}
.picture>.scroll>svg{min-width:0}
.skip{display:none}
h1,h2,h3,h4,summary,figcaption,caption,.evidence>p{break-after:avoid}
thead{break-after:avoid}
tbody tr:first-child{break-before:avoid}
tr,li,.picture>.scroll,.diagnosis,dl>div{break-inside:avoid}
.sign-off{break-before:page}
.sign-off table{min-width:0}
p,li{orphans:3;widows:3}
pre{font-size:.8rem}
.picture .data table{font-size:.8rem}
.picture .data tbody th{min-width:7rem}
.picture .data th,.picture .data td{padding-top:.1rem;padding-bottom:.1rem}
th,td{padding-right:.8rem;min-width:0}
td{overflow-wrap:anywhere}
}
`
