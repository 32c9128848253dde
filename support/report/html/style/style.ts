/** The page's style sheet: one column, system fonts, light and dark, forced colours, 320 px, print. */
import { pictureStyle } from './pictures.ts'
import { printStyle } from './print.ts'
import { tableStyle } from './tables.ts'
import { textStyle } from './text.ts'

const colours = `
:root{color-scheme:light dark;--paper:#fdfdfb;--ink:#1d1d1b;--soft:#5a5a55;--line:#d8d7d0;--panel:#f5f4ef;--good:#1a6637;--bad:#a11f1c;--open:#744800;--link:#0a4c96;--bar:#1f5f9f;--bar-ground:#cfe0f0;--answer:#0d5c56;--answer-ground:#c9e4e0;--bad-ground:#f6d9d2;--quiet-ground:#ecebe5;--quiet-ink:#75746c}
@media (prefers-color-scheme:dark){:root{--paper:#17181b;--ink:#e9e7e1;--soft:#aeaca5;--line:#3d3e43;--panel:#202125;--good:#77d39c;--bad:#ff9d90;--open:#e8ba63;--link:#8fbcff;--bar:#7fb4ea;--bar-ground:#24384d;--answer:#72cbbf;--answer-ground:#1c3d3a;--bad-ground:#4d2723;--quiet-ground:#2b2c31;--quiet-ink:#94938c}}
`

export const style = [colours, textStyle, tableStyle, pictureStyle, printStyle].join('').replace(/\n+/g, '\n')
