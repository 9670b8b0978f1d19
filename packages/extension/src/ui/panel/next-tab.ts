/** Where a key leads in a row of tabs. Rule: FACE-2. Source: WAI-ARIA Authoring Practices, *Tabs*. */

/** @param at the index of the open one
 *  @returns the index a key leads to; undefined where it leads nowhere */
export function nextTab(key: string, at: number, count: number, isRightToLeft: boolean): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (at + (isRightToLeft ? -1 : 1) + count) % count
    case 'ArrowLeft':
      return (at + (isRightToLeft ? 1 : -1) + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
