/** *Start from…*: ready wordings with their terms. Words that are there already are replaced only after asking. */

import { useSignal } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { StarterId } from '@porchlight/shared/domain/agreement'
import { starterKeys } from './starters.ts'

const starterIds = Object.keys(starterKeys) as StarterId[]

type Step = { at: 'closed' } | { at: 'choosing' } | { at: 'asking'; starter: StarterId }

/** @param asks whether there are words to lose */
export function StartFrom({ asks, onStart }: { asks: () => boolean; onStart: (starter: StarterId) => void }) {
  const step = useSignal<Step>({ at: 'closed' })
  const opener = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = (): void => {
    step.value = { at: 'closed' }
    opener.current?.focus()
  }
  const closeOnEscape = (event: KeyboardEvent): boolean => {
    if (event.key !== 'Escape') return false
    event.preventDefault()
    close()
    return true
  }
  const choose = (starter: StarterId): void => {
    if (asks()) {
      step.value = { at: 'asking', starter }
      return
    }
    onStart(starter)
    close()
  }
  const now = step.value
  return (
    <div class="start-from">
      <button
        type="button"
        ref={opener}
        aria-haspopup="menu"
        aria-expanded={now.at === 'choosing'}
        aria-controls={id}
        onClick={() => {
          step.value = now.at === 'choosing' ? { at: 'closed' } : { at: 'choosing' }
        }}
      >
        {i18n.t('agreement.startFrom')}
      </button>
      {now.at === 'choosing' && (
        <div
          id={id}
          class="menu rise"
          role="menu"
          aria-label={i18n.t('agreement.startFrom')}
          onKeyDown={(event) => {
            if (!closeOnEscape(event)) walk(event)
          }}
        >
          {starterIds.map((starter, at) => (
            <button
              key={starter}
              type="button"
              role="menuitem"
              class="bare"
              ref={at === 0 ? focusNow : null}
              onClick={() => choose(starter)}
            >
              {i18n.t(starterKeys[starter])}
            </button>
          ))}
        </div>
      )}
      {now.at === 'asking' && (
        <div
          class="card stack tight rise"
          role="group"
          aria-label={i18n.t('agreement.startFrom')}
          onKeyDown={closeOnEscape}
        >
          <p>{i18n.t('agreement.replaceAsk')}</p>
          <div class="row">
            <button type="button" ref={focusNow} onClick={close}>
              {i18n.t('agreement.keepThem')}
            </button>
            <button
              type="button"
              class="leaning"
              onClick={() => {
                onStart(now.starter)
                close()
              }}
            >
              {i18n.t('agreement.replace')}
            </button>
          </div>
        </div>
      )}
    </div>
  )
}

const focusNow = (button: HTMLButtonElement | null): void => button?.focus()

/** Arrow keys go from item to item (WAI-ARIA menu pattern). */
function walk(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const at = items.findIndex((item) => item === document.activeElement)
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }
  const next = steps[event.key]
  if (next === undefined) return
  event.preventDefault()
  items.at(next % items.length)?.focus()
}
