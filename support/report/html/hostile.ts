/** For tests: what a cluster or a feature could say to get out of its place on a page. */
export const hostileText = [
  '<script>globalThis.hacked=true</script>',
  '<img src=x onerror="globalThis.hacked=true">',
  '"\' onclick="x" style="display:none',
  ']]>-->',
  '</title></svg></style></pre></details></main>',
  '&lt;script&gt;',
  '$' + '{globalThis.hacked}',
  '\u001b[31mred\u001b[0m\u001b]0;title\u0007',
  'nul \u0000 bell \u0007',
  '\u202Ereversed\u202C \u2066isolated\u2069 \u200Fmark',
  '\ud800 half a letter',
  'http://example.invalid/x.png',
].join(' ')

/** Characters of which none may be on a page: they hide text, turn its direction, or are none. */
export const hiddenCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  /[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/
