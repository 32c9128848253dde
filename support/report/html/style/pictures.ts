/** Pictures: fills by tone, marks, axes. In forced colours the patterns and outlines alone tell the tones apart. */
export const pictureStyle = `
.defs{position:absolute}
.picture{margin:1.5rem 0}
figcaption{font-weight:600;margin-bottom:.25rem}
.picture>.scroll{margin:0}
.picture>.scroll>svg{display:block;width:100%;min-width:45rem;height:auto}
.picture .data{border:0;font-size:.9375rem}
.picture .data>summary{color:var(--soft);padding:.25rem 0}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:.5rem 0;max-width:none;font-size:.875rem;color:var(--soft)}
.legend i{font-style:normal;font-weight:700;margin-right:.35rem;color:var(--ink)}
.swatch{width:20px;height:12px;margin-right:.45rem}
svg text{font-size:12px;fill:var(--ink)}
svg .label{text-anchor:end}
svg .tick{text-anchor:middle;fill:var(--soft)}
svg .number{font-weight:600}
svg .number.failed{fill:var(--bad)}
svg .grid{stroke:var(--line);fill:none}
svg .step{stroke:var(--soft);stroke-dasharray:1 3;fill:none}
svg .limit{stroke:var(--bad);stroke-width:2;fill:none}
svg .fault{fill:none;stroke:var(--bad);stroke-width:1.5;stroke-dasharray:4 2}
svg .attempted{fill:none;stroke:var(--ink);stroke-width:1.25}
.k,.u{stroke:var(--bar)}
.area{stroke:none}
.k{fill:var(--bar)}
.u{fill:url(#f-u)}
.w{fill:url(#f-w);stroke:var(--quiet-ink)}
.l{fill:url(#f-l);stroke:var(--quiet-ink)}
.b{fill:url(#f-b);stroke:var(--bad)}
.o{fill:url(#f-o);stroke:var(--answer)}
.v{fill:url(#f-v);stroke:var(--answer)}
.g{fill:url(#f-g);stroke:var(--ink)}
pattern .ink{fill:none;stroke-width:1.5}
#f-u .ground{fill:var(--bar-ground)}#f-u .ink{stroke:var(--bar)}
#f-w .ground{fill:var(--paper)}#f-w .ink{fill:var(--quiet-ink)}
#f-l .ground{fill:var(--quiet-ground)}#f-l .ink{stroke:var(--quiet-ink)}
#f-b .ground{fill:var(--bad-ground)}#f-b .ink{stroke:var(--bad);stroke-width:1}
#f-o .ground{fill:var(--answer)}#f-o .ink{fill:var(--paper)}
#f-v .ground{fill:var(--answer-ground)}#f-v .ink{stroke:var(--answer)}
#f-g .ground{fill:var(--paper)}#f-g .ink{stroke:var(--ink)}
.rim{fill:none;stroke:var(--paper);stroke-width:5}
.m-ready{stroke:var(--ink);stroke-width:2}
.m-deleted{stroke:var(--ink);stroke-width:1.75;fill:none}
.m-warning{fill:var(--paper);stroke:var(--bad);stroke-width:1.75}
@media (forced-colors:active){svg{--paper:Canvas;--ink:CanvasText;--soft:CanvasText;--line:CanvasText;--bad:CanvasText;--bar:CanvasText;--answer:CanvasText;--quiet-ink:CanvasText;--bar-ground:Canvas;--answer-ground:Canvas;--bad-ground:Canvas;--quiet-ground:Canvas;forced-color-adjust:none}svg .grid{stroke-opacity:.3}}
`
