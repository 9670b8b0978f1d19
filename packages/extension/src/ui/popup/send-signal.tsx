/** *Thinking of you*, and the other ways to say it. One press sends (SIG-1). */

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { SignalKind } from '@porchlight/shared/domain/signal'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import type { Presses } from '../presses.ts'
import { sentKeys } from '../copy/signal-copy.ts'
import type { Result } from '@porchlight/client/port/device-command'
import { Press } from '../parts/press.tsx'
import { Spark } from '../parts/spark.tsx'
import { TextField } from '../parts/text-field.tsx'

/** @param onSend a pulse sets out at once; it gets what comes of the press
 *  @param brief only *Thinking of you*, while something else comes first */
export function SendSignal(props: {
  presses: Presses
  onSend: (sent: Promise<Result | undefined>) => void
  brief: boolean
}) {
  const { presses, onSend, brief } = props
  const writing = useSignal(false)
  const note = useSignal('')
  const opener = useRef<HTMLButtonElement>(null)

  const send = (kind: SignalKind): void => {
    onSend(presses.ask(kind, { kind: 'send-signal', signal: kind }, { key: sentKeys[kind] }))
  }
  const sendNote = async (): Promise<void> => {
    if (!fitsIn(limits.note, note.value)) return
    const text = note.value.trim()
    if (text === '') return presses.tell({ key: 'refusal.empty' })
    const sent = presses.ask('note', { kind: 'send-note', text }, { key: sentKeys.note })
    onSend(sent)
    if ((await sent)?.ok !== true) return
    note.value = ''
    writing.value = false
    opener.current?.focus()
  }

  return (
    <section class="stack send" aria-label={i18n.t('signal.glow')}>
      <Press presses={presses} name="glow" class="warm" focused onPress={() => send('glow')}>
        <Spark /> {i18n.t('signal.glow')}
      </Press>
      {!brief && (
        <div class="chips" role="group" aria-label={i18n.t('signal.others')}>
          <Press presses={presses} name="hug" onPress={() => send('hug')}>
            {i18n.t('signal.hug')}
          </Press>
          <Press presses={presses} name="thanks" onPress={() => send('thanks')}>
            {i18n.t('signal.thanks')}
          </Press>
          <Press presses={presses} name="smile" onPress={() => send('smile')}>
            {i18n.t('signal.smile')}
          </Press>
          <button
            type="button"
            ref={opener}
            aria-expanded={writing.value}
            onClick={() => {
              writing.value = !writing.value
            }}
          >
            {i18n.t('signal.note')}
          </button>
        </div>
      )}
      {!brief && writing.value && (
        <form
          class="stack tight rise"
          onSubmit={(event) => {
            event.preventDefault()
            void sendNote()
          }}
        >
          <TextField
            label={i18n.t('signal.noteField')}
            value={note}
            rows={2}
            advised
            focused
            placeholder={i18n.t('signal.noteHint')}
            limit={limits.note}
          />
          <div class="row end">
            <Press presses={presses} name="note" class="leaning" onPress={() => void sendNote()}>
              {i18n.t('signal.sendNote')}
            </Press>
          </div>
        </form>
      )}
    </section>
  )
}
