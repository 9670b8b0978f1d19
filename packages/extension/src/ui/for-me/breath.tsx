/** A breath before the first card: twenty slow seconds, which one may skip. Where motion is not wanted, a still light. Rule: TALK-1 */

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'

const breathMs = 20_000

export function Breath({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const isOver = useSignal(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      isOver.value = true
    }, breathMs)
    return () => clearTimeout(timer)
  }, [isOver])
  return (
    <section class="talk stack center" aria-label={i18n.t('forMe.talkTitle')}>
      <div class="breath" aria-hidden="true" />
      <div class="stack tight">
        <h2 tabIndex={-1} ref={focusOnce}>
          {i18n.t('forMe.breathTitle')}
        </h2>
        <p class="soft">{i18n.t('forMe.breathText')}</p>
      </div>
      <div class="talk-ways">
        <button type="button" onClick={onClose}>
          {i18n.t('forMe.notToday')}
        </button>
        <button type="button" class={isOver.value ? 'warm' : 'leaning'} onClick={onDone}>
          {i18n.t(isOver.value ? 'forMe.iAmHere' : 'forMe.skipBreath')}
        </button>
      </div>
    </section>
  )
}

// Stable, so that it runs when the heading appears and not at every later painting.
const focusOnce = (heading: HTMLElement | null): void => heading?.focus({ preventScroll: true })
