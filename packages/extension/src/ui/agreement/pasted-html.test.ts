import { expect, it } from 'vitest'
import { withoutLooks } from './pasted-html.ts'

it.each([
  ['<p style="color: red">words</p>', '<p>words</p>'],
  ["<p class='a' style='x' id=b>words</p>", "<p class='a' id=b>words</p>"],
  ['<P STYLE=color:red>words</P>', '<P>words</P>'],
  ['<td\n style = "a > b; c">x</td>', '<td\n>x</td>'],
  ['<p>style="of speech" stays, and 1 < 2 style="x"</p>', '<p>style="of speech" stays, and 1 < 2 style="x"</p>'],
  ['<p data-style="kept">x</p>', '<p data-style="kept">x</p>'],
  ['<style>p { color: red }</style><p>x</p><STYLE media="print">q</STYLE >', '<p>x</p>'],
  ['<style>unclosed', '<style>unclosed'],
  ['', ''],
])('AGREE-12 pasted %j becomes %j', (html, expected) => {
  expect(withoutLooks(html)).toBe(expected)
})

it('AGREE-12 what is pasted is read once, however it is made', () => {
  for (const piece of ['<style', '<a ', '<p style=', '<p style="', ' style=x ', '<']) {
    const large = piece.repeat(200_000 / piece.length)
    expect(withoutLooks(large).length).toBeLessThanOrEqual(large.length)
  }
})
