/** What is about to go, and the press that keeps it. Rule: FACE-4. */

import { i18n } from '../copy/i18n.ts'

export function Leaving({ words, onUndo }: { words: string; onUndo: () => void }) {
  return (
    <div class="row spread">
      <p class="soft" role="status">
        {words}
      </p>
      <button type="button" ref={focusOnce} onClick={onUndo}>
        {i18n.t('turn.undo')}
      </button>
    </div>
  )
}

const focusOnce = (button: HTMLButtonElement | null): void => {
  if (button === null || button.dataset['met'] !== undefined) return
  button.dataset['met'] = 'true'
  button.focus()
}
