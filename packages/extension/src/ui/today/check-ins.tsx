/** What each needs today. Mine is a few chips and a line; the other's stands beside it, and where there is none there is nothing.
 *  Rules: CHECK-1, CHECK-2. */

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { type CheckIn, type CheckInWord, checkInWords, checkInWordsMost } from '@porchlight/shared/domain/check-in'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import type { CoupleView } from '@porchlight/shared/domain/view'
import { checkInKeys } from '../copy/check-in-copy.ts'
import { i18n } from '../copy/i18n.ts'
import { say } from '../copy/say.ts'
import { softAgo } from '../copy/soft-time.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import type { Presses } from '../presses.ts'

export function CheckIns({ couple, presses }: { couple: CoupleView; presses: Presses }) {
  const saying = useSignal(false)
  const again = useRef<HTMLButtonElement>(null)
  const { mine, theirs } = couple.checkIn
  const name = couple.otherName || i18n.t('common.someone')
  const isSaying = mine === undefined || saying.value
  return (
    <section class="today-pair" aria-label={i18n.t('today.checkIns')}>
      {isSaying ? (
        <SayIt
          key={mine?.at}
          before={mine}
          presses={presses}
          onDone={(isSaid) => {
            saying.value = false
            if (!isSaid) requestAnimationFrame(() => again.current?.focus())
          }}
        />
      ) : (
        <div class="card stack tight">
          <h2>{i18n.t('today.you')}</h2>
          <Said said={mine} />
          <div class="row">
            <button
              type="button"
              class="bare"
              ref={again}
              onClick={() => {
                saying.value = true
              }}
            >
              {i18n.t('today.sayElse')}
            </button>
            <Press
              presses={presses}
              name="never-mind"
              class="bare"
              onPress={() => void presses.ask('never-mind', { kind: 'never-mind' }, { key: 'today.takenBack' })}
            >
              {i18n.t('common.neverMind')}
            </Press>
          </div>
        </div>
      )}
      {theirs !== undefined && (
        <div class="card stack tight">
          <h2>
            {name} <span class="when">{say(softAgo(theirs.at, Date.now()))}</span>
          </h2>
          <Said said={theirs} />
        </div>
      )}
    </section>
  )
}

function Said({ said: { words, text } }: { said: CheckIn }) {
  return (
    <>
      {words.length > 0 && (
        <ul class="said-words">
          {words.map((word) => (
            <li key={word}>{i18n.t(checkInKeys[word])}</li>
          ))}
        </ul>
      )}
      {text !== undefined && <p dir="auto">{text}</p>}
    </>
  )
}

function SayIt(props: { before: CheckIn | undefined; presses: Presses; onDone: (isSaid: boolean) => void }) {
  const { before, presses } = props
  const chosen = useSignal<readonly CheckInWord[]>(before?.words ?? [])
  const line = useSignal(before?.text ?? '')
  const isFull = chosen.value.length >= checkInWordsMost
  const toggle = (word: CheckInWord): void => {
    if (chosen.value.includes(word)) chosen.value = chosen.value.filter((one) => one !== word)
    else if (isFull) presses.tell({ key: 'today.threeWords' })
    else chosen.value = [...chosen.value, word]
  }
  const tell = async (): Promise<void> => {
    if (!fitsIn(limits.checkIn, line.value)) return
    const text = line.value.trim()
    const said = await presses.ask(
      'check-in',
      { kind: 'check-in', words: chosen.value, ...(text === '' ? {} : { text }) },
      { key: 'today.said' },
    )
    if (said?.ok === true) props.onDone(true)
  }
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault()
        void tell()
      }}
    >
      <h2 id="check-in-words">{i18n.t('today.need')}</h2>
      <div class="word-chips" role="group" aria-labelledby="check-in-words">
        {checkInWords.map((word) => (
          <button
            key={word}
            type="button"
            class="chip"
            aria-pressed={chosen.value.includes(word)}
            aria-disabled={isFull && !chosen.value.includes(word) ? true : undefined}
            onClick={() => toggle(word)}
          >
            {i18n.t(checkInKeys[word])}
          </button>
        ))}
      </div>
      <TextField
        label={i18n.t('today.line')}
        value={line}
        limit={limits.checkIn}
        placeholder={i18n.t('today.lineHint')}
      />
      <div class="row end">
        {before !== undefined && (
          <button type="button" class="bare" onClick={() => props.onDone(false)}>
            {i18n.t('today.leaveIt')}
          </button>
        )}
        <Press presses={presses} name="check-in" class="leaning" onPress={() => void tell()}>
          {i18n.t('today.say')}
        </Press>
      </div>
    </form>
  )
}
