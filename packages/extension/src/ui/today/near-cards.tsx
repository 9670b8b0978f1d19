/** *How I feel close*: a card each, which lasts. I write mine only. Rule: NEAR-1. */

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { type Near, type NearFirst, nearFirsts } from '@porchlight/shared/domain/near'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import type { CoupleView } from '@porchlight/shared/domain/view'
import { i18n } from '../copy/i18n.ts'
import { nearKeys } from '../copy/near-copy.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import type { Presses } from '../presses.ts'

export function NearCards({ couple, presses }: { couple: CoupleView; presses: Presses }) {
  const writing = useSignal(false)
  const opener = useRef<HTMLButtonElement>(null)
  const { mine, theirs } = couple.near
  const name = couple.otherName || i18n.t('common.someone')
  const close = (): void => {
    writing.value = false
    requestAnimationFrame(() => opener.current?.focus())
  }
  return (
    <section class="stack near" aria-labelledby="near-title">
      <h2 id="near-title">{i18n.t('near.title')}</h2>
      {mine === undefined && theirs === undefined && !writing.value && <p class="soft">{i18n.t('near.about')}</p>}
      {(mine !== undefined || theirs !== undefined) && (
        <div class="today-pair">
          {mine !== undefined && !writing.value && <Card whose={i18n.t('today.you')} near={mine} />}
          {theirs !== undefined && <Card whose={name} near={theirs} />}
        </div>
      )}
      {writing.value ? (
        <Write before={mine} presses={presses} onDone={close} />
      ) : (
        <div class="row">
          <button
            type="button"
            ref={opener}
            class={mine === undefined ? undefined : 'bare'}
            onClick={() => {
              writing.value = true
            }}
          >
            {i18n.t(mine === undefined ? 'near.write' : 'near.change')}
          </button>
          {mine !== undefined && (
            <Press
              presses={presses}
              name="remove-near"
              class="bare"
              onPress={() => void presses.ask('remove-near', { kind: 'remove-near' }, { key: 'near.removed' })}
            >
              {i18n.t('near.remove')}
            </Press>
          )}
        </div>
      )}
    </section>
  )
}

function Card({ whose, near }: { whose: string; near: Near }) {
  return (
    <div class="card stack tight">
      <h3>{whose}</h3>
      <p class="near-first">{i18n.t(nearKeys[near.first])}</p>
      {near.text !== undefined && <p dir="auto">{near.text}</p>}
    </div>
  )
}

function Write(props: { before: Near | undefined; presses: Presses; onDone: () => void }) {
  const { before, presses } = props
  const first = useSignal<NearFirst | undefined>(before?.first)
  const line = useSignal(before?.text ?? '')
  const keep = async (): Promise<void> => {
    if (first.value === undefined) return presses.tell({ key: 'near.chooseOne' })
    if (!fitsIn(limits.near, line.value)) return
    const text = line.value.trim()
    const kept = await presses.ask(
      'say-near',
      { kind: 'say-near', first: first.value, ...(text === '' ? {} : { text }) },
      { key: 'near.kept' },
    )
    if (kept?.ok === true) props.onDone()
  }
  return (
    <form
      class="card stack rise"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <div class="word-chips" role="group" aria-labelledby="near-title">
        {nearFirsts.map((one, at) => (
          <button
            key={one}
            type="button"
            class="chip"
            aria-pressed={first.value === one}
            ref={at === 0 ? focusOnce : null}
            onClick={() => {
              first.value = one
            }}
          >
            {i18n.t(nearKeys[one])}
          </button>
        ))}
      </div>
      <TextField
        label={i18n.t('near.line')}
        value={line}
        rows={2}
        limit={limits.near}
        placeholder={i18n.t('near.lineHint')}
      />
      <div class="row end">
        <button type="button" class="bare" onClick={props.onDone}>
          {i18n.t('common.neverMind')}
        </button>
        <Press presses={presses} name="say-near" class="leaning" onPress={() => void keep()}>
          {i18n.t('near.keep')}
        </Press>
      </div>
    </form>
  )
}

const focusOnce = (button: HTMLButtonElement | null): void => {
  if (button === null || button.dataset['met'] !== undefined) return
  button.dataset['met'] = 'true'
  button.focus()
}
