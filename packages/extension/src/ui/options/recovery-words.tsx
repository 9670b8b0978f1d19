/** *Recovery words*: twelve words on paper, shown once, three of them asked for again. Rule: RECOVER-1 */

import './recovery-words.css'
import { signal, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { Random } from '@porchlight/shared/capabilities'
import type { WordPlace } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { AskTwice } from '../parts/ask-twice.tsx'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import { Waits } from '../parts/waits.tsx'
import type { CoupleScreen } from '../popup/couple-screen.ts'
import { readWords, wordAt } from '../written-words.ts'

const wordCount = 12
const asked = 3

type Step = { at: 'rest' } | { at: 'shown'; words: WordPlace[] } | { at: 'asked' }

export function RecoveryWords({ view, presses, random }: { view: CoupleScreen; presses: Presses; random: Random }) {
  const step = useSignal<Step>({ at: 'rest' })
  const prepare = async (): Promise<void> => {
    const answer = await presses.ask('prepare-recovery', { kind: 'prepare-recovery' })
    if (answer?.ok === true && answer.value !== undefined)
      step.value = { at: 'shown', words: answer.value.split(' ').map(Number) }
  }
  const rest = (): void => {
    step.value = { at: 'rest' }
  }
  const stop = (): void => {
    rest()
    void presses.ask('forget-recovery', { kind: 'forget-recovery' })
  }
  const now = step.value
  switch (now.at) {
    case 'shown':
      return (
        <Shown
          words={now.words}
          onWritten={() => {
            step.value = { at: 'asked' }
          }}
          onStop={stop}
        />
      )
    case 'asked':
      return <Asked presses={presses} random={random} onDone={rest} onStop={stop} onAgain={() => void prepare()} />
    case 'rest':
      return <AtRest recovery={view.recovery} presses={presses} onPrepare={() => void prepare()} />
  }
}

function AtRest(props: { recovery: CoupleScreen['recovery']; presses: Presses; onPrepare: () => void }) {
  const { presses } = props
  switch (props.recovery) {
    case undefined:
      return (
        <>
          <p>{i18n.t('recovery.text')}</p>
          <p class="soft">{i18n.t('recovery.care')}</p>
          <div class="row">
            <Press presses={presses} name="prepare-recovery" onPress={props.onPrepare}>
              {i18n.t('recovery.make')}
            </Press>
          </div>
        </>
      )
    case 'saving':
    case 'ending':
      return (
        <p class="row soft" role="status">
          <Waits words="" /> {i18n.t(props.recovery === 'saving' ? 'recovery.setting' : 'recovery.ending')}
        </p>
      )
    case 'set':
      return (
        <>
          <p role="status">{i18n.t('recovery.isSet')}</p>
          <div class="row">
            <AskTwice
              name={i18n.t('recovery.anew')}
              ask={i18n.t('recovery.anewAsk')}
              sure={i18n.t('recovery.anewSure')}
              onSure={props.onPrepare}
            />
            <AskTwice
              name={i18n.t('recovery.remove')}
              ask={i18n.t('recovery.removeAsk')}
              sure={i18n.t('recovery.removeSure')}
              onSure={() => void presses.ask('remove-recovery', { kind: 'remove-recovery' })}
            />
          </div>
        </>
      )
  }
}

function Shown(props: { words: WordPlace[]; onWritten: () => void; onStop: () => void }) {
  return (
    <div class="stack rise">
      <p>{i18n.t('recovery.shown')}</p>
      <div class="recovery-paper" role="group" aria-label={i18n.t('recovery.title')}>
        <h4>{i18n.t('recovery.paperTitle')}</h4>
        <ol lang="en" dir="ltr">
          {props.words.map((word, at) => (
            <li key={at}>{wordAt(word)}</li>
          ))}
        </ol>
      </div>
      <div class="row">
        <button type="button" class="warm" onClick={props.onWritten}>
          {i18n.t('recovery.written')}
        </button>
        <button type="button" onClick={() => print()}>
          {i18n.t('recovery.print')}
        </button>
        <button type="button" class="bare" onClick={props.onStop}>
          {i18n.t('common.neverMind')}
        </button>
      </div>
    </div>
  )
}

function Asked(props: {
  presses: Presses
  random: Random
  onDone: () => void
  onStop: () => void
  onAgain: () => void
}) {
  const { presses, random } = props
  const typed = useMemo(() => pickThree(random).map((at) => ({ at, text: signal('') })), [random])
  const problem = useSignal<string | undefined>(undefined)
  const confirm = async (): Promise<void> => {
    problem.value = undefined
    const answers = typed.flatMap(({ at, text }) => {
      const read = readWords(text.value)
      const [word, ...more] = read.ok ? read.places : []
      return word === undefined || more.length > 0 ? [] : [{ at, word }]
    })
    const answer = await presses.ask('confirm-recovery', { kind: 'confirm-recovery', answers })
    presses.tell(undefined)
    if (answer?.ok === true) return props.onDone()
    if (answer !== undefined) problem.value = i18n.t(refusalKeys[answer.reason])
  }
  return (
    <div class="stack rise">
      <p>{i18n.t('recovery.ask')}</p>
      <div class="asked">
        {typed.map(({ at, text }, field) => (
          <TextField
            key={at}
            label={i18n.t('recovery.wordNumber', { number: String(at + 1) })}
            value={text}
            focused={field === 0}
            onEnter={() => void confirm()}
          />
        ))}
      </div>
      {problem.value !== undefined && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      <div class="row">
        <Press presses={presses} name="confirm-recovery" class="leaning" onPress={() => void confirm()}>
          {i18n.t('recovery.confirm')}
        </Press>
        <button type="button" class="bare" onClick={props.onAgain}>
          {i18n.t('recovery.startOver')}
        </button>
        <button type="button" class="bare" onClick={props.onStop}>
          {i18n.t('common.neverMind')}
        </button>
      </div>
    </div>
  )
}

/** Three different ones of the twelve, 0 … 11, in their order. */
function pickThree(random: Random): number[] {
  const picked = new Set<number>()
  while (picked.size < asked) picked.add((random.bytes(1)[0] ?? 0) % wordCount)
  return [...picked].toSorted((left, right) => left - right)
}
