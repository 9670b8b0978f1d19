/** What is pasted, without the looks it came with. The policy of our pages applies none of them, and says so in the console for each
 *  one that is parsed; so they go before. This keeps a console quiet and nothing safe: that is the schema's and the policy's part. */

const styledTag = /(<[a-z][^<>]*?)\sstyle\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi

/** Takes time in proportion to the text. */
export function withoutLooks(html: string): string {
  return html
    .split(/<\/style\s*>/i)
    .map((part, at, { length }) => (at === length - 1 ? part : part.replace(/<style\b[^]*$/i, '')))
    .join('')
    .replace(styledTag, '$1')
}
