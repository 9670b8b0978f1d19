/** *I have recovery words*: back into one's own place on a browser that knows nothing, the other asked nothing.
 *  Rule: RECOVER-1 */

import type { Signal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import type { Settings } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import { readWords } from '../written-words.ts'
import { ServerField } from './server-field.tsx'
import type { Typed } from './typed.ts'

/** Kept above the page: while it works, another step is shown. */
export interface Coming {
  open: Signal<boolean>
  problem: Signal<{ at: 'server' | 'words'; sentence: string } | undefined>
  /** These words did it, on this page. */
  back: Signal<boolean>
}

export function ComeBack(props: { settings: Settings; typed: Typed; coming: Coming; presses: Presses }) {
  const { presses, typed } = props
  const { open, problem, back } = props.coming
  const recover = async (): Promise<void> => {
    problem.value = undefined
    const read = readWords(typed.words.value)
    if (!read.ok) {
      problem.value = { at: 'words', sentence: i18n.t('recovery.unknownWord', { word: read.unknown }) }
      return
    }
    const answer = await presses.ask('recover', {
      kind: 'recover',
      server: typed.server.value.trim() || props.settings.server,
      words: read.places,
    })
    if (answer === undefined) return
    if (answer.ok) {
      typed.words.value = ''
      back.value = true
      return
    }
    const { reason } = answer
    const at = reason === 'unreachable' || reason === 'not-a-porchlight' ? 'server' : 'words'
    problem.value = { at, sentence: i18n.t(refusalKeys[reason]) }
  }
  return (
    <section class="come-back stack">
      <button
        type="button"
        class="bare"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value
        }}
      >
        {i18n.t('recovery.have')}
      </button>
      {open.value && (
        <div class="card door stack rise">
          <div>
            <h2>{i18n.t('recovery.backTitle')}</h2>
            <p class="soft">{i18n.t('recovery.backText')}</p>
          </div>
          <ServerField
            value={typed.server}
            initial={props.settings.server}
            hint={i18n.t('recovery.serverHint')}
            presses={presses}
            problem={problem.value?.at === 'server' ? problem.value.sentence : undefined}
          />
          <TextField
            label={i18n.t('recovery.wordsField')}
            hint={i18n.t('recovery.wordsHint')}
            value={typed.words}
            rows={3}
            focused
            problem={problem.value?.at === 'words' ? problem.value.sentence : undefined}
          />
          <div class="row">
            <Press presses={presses} name="recover" class="leaning" onPress={() => void recover()}>
              {i18n.t('recovery.back')}
            </Press>
          </div>
          <p class="hidden" role="status">
            {problem.value?.sentence}
          </p>
        </div>
      )}
    </section>
  )
}
