/** The way off a page at once: *Leave this page*, or Escape where it closes nothing else. For whoever hears a step on the
 *  stairs. What it cannot do is said on the page *Who can see what*. */

import { useEffect } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'

export const LeavePage = ({ leave }: { leave: () => void }) => (
  <button type="button" class="bare leave-page" onClick={leave}>
    {i18n.t('common.leavePage')}
  </button>
)

export function useEscape(leave: () => void): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (!isForThePage(event)) return
      event.preventDefault()
      leave()
    }
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [leave])
}

/** Escape closes first what is open: a question, a menu, the list of a select, a word being composed. */
function isForThePage(event: KeyboardEvent): boolean {
  if (event.key !== 'Escape' || event.repeat || event.isComposing) return false
  const { target } = event
  if (target instanceof HTMLSelectElement) {
    // Nothing tells whether its list is open: the first press leaves the field, the next one the page.
    target.blur()
    return false
  }
  // The editor keeps Escape from the browser, and uses it for nothing.
  return !event.defaultPrevented || (target instanceof HTMLElement && target.isContentEditable)
}
