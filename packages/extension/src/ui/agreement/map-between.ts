/** Positions of one document in another that differs from it in one stretch: what comes from elsewhere replaces all of it, and
 *  says nothing about what it left as it was.
 *  Within the stretch: its end, so that what is typed comes after what came in. Rule: AGREE-12 */

import type { Node } from '@tiptap/pm/model'

export function mapBetween(before: Node, after: Node): (position: number) => number {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return (position) => position
  // Where what repeats can be counted to either side, both ends may reach over the start.
  const over = Math.max(0, start - Math.min(end.a, end.b))
  const [from, to] = [end.a + over, end.b + over]
  return (position) => {
    if (position <= start) return position
    return position >= from ? position + to - from : to
  }
}
