/** Putting a question on the table: a card drawn from the deck, of a theme if one likes, or one's own words. Rules: ASK-1, ASK-2. */

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { type Asked } from '@porchlight/shared/domain/question'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import type { Question } from '@porchlight/shared/domain/view'
import { i18n } from '../copy/i18n.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import type { Presses } from '../presses.ts'
import { type Card, type Theme, cards, cardsOf, draw, themes } from './deck.ts'
import { questionText } from './question-text.ts'

type Asking = { state: 'closed' } | { state: 'drawn'; card: Card; seen: readonly string[] } | { state: 'writing' }

export function AskOne({ questions, presses }: { questions: readonly Question[]; presses: Presses }) {
  const asking = useSignal<Asking>({ state: 'closed' })
  const theme = useSignal<Theme | undefined>(undefined)
  const own = useSignal('')
  const opener = useRef<HTMLButtonElement>(null)

  const drawOne = (of: Theme | undefined, seen: readonly string[]): void => {
    theme.value = of
    const among = of === undefined ? cards : cardsOf(of)
    const lying = questions.flatMap(({ asked }) => ('card' in asked ? [asked.card] : []))
    // Once all of them were seen they come round again.
    const card = draw(among, [...lying, ...seen], Math.random) ?? draw(among, lying, Math.random)
    if (card !== undefined) asking.value = { state: 'drawn', card, seen: [...seen, card] }
  }
  const close = (): void => {
    asking.value = { state: 'closed' }
    requestAnimationFrame(() => opener.current?.focus())
  }
  const ask = async (asked: Asked): Promise<void> => {
    const put = await presses.ask('ask', { kind: 'ask', asked }, { key: 'today.onTable' })
    if (put?.ok !== true) return
    own.value = ''
    close()
  }

  switch (asking.value.state) {
    case 'closed':
      return (
        <div class="row">
          <button
            type="button"
            ref={opener}
            class={questions.length === 0 ? 'leaning' : undefined}
            onClick={() => drawOne(undefined, [])}
          >
            {i18n.t('today.draw')}
          </button>
          <button
            type="button"
            onClick={() => {
              asking.value = { state: 'writing' }
            }}
          >
            {i18n.t('today.ownWords')}
          </button>
        </div>
      )
    case 'drawn': {
      const { card, seen } = asking.value
      return (
        <div class="card stack rise">
          <div class="word-chips small" role="group" aria-label={i18n.t('today.themes')}>
            {themes.map((one) => (
              <button
                key={one}
                type="button"
                class="chip"
                aria-pressed={theme.value === one}
                onClick={() => drawOne(theme.value === one ? undefined : one, seen)}
              >
                {i18n.t(`today.theme.${one}`)}
              </button>
            ))}
          </div>
          <p class="drawn" aria-live="polite">
            {questionText({ card })}
          </p>
          <div class="row end">
            <button type="button" class="bare" onClick={close}>
              {i18n.t('common.neverMind')}
            </button>
            <button type="button" ref={focusOnce} onClick={() => drawOne(theme.value, seen)}>
              {i18n.t('today.another')}
            </button>
            <Press presses={presses} name="ask" class="leaning" onPress={() => void ask({ card })}>
              {i18n.t('today.putThere')}
            </Press>
          </div>
        </div>
      )
    }
    case 'writing': {
      const put = (): void => {
        const text = own.value.trim()
        if (text === '') return presses.tell({ key: 'refusal.empty' })
        if (fitsIn(limits.question, text)) void ask({ text })
      }
      return (
        <div class="card stack rise">
          <TextField
            label={i18n.t('today.ownField')}
            hint={i18n.t('today.ownHint')}
            value={own}
            rows={2}
            focused
            limit={limits.question}
            onEnter={put}
          />
          <div class="row end">
            <button type="button" class="bare" onClick={close}>
              {i18n.t('common.neverMind')}
            </button>
            <Press presses={presses} name="ask" class="leaning" onPress={put}>
              {i18n.t('today.putThere')}
            </Press>
          </div>
        </div>
      )
    }
  }
}

const focusOnce = (button: HTMLButtonElement | null): void => {
  if (button === null || button.dataset['met'] !== undefined) return
  button.dataset['met'] = 'true'
  button.focus()
}
