/** When an agreement was let go: thanks, a line of each if they like, and a copy of the words for oneself. Rule: AGREE-14. */

import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import type { CoupleView } from '@porchlight/shared/domain/view'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import type { Presses } from '../presses.ts'

export function Retired({ couple, name, presses }: { couple: CoupleView; name: string; presses: Presses }) {
  const { mine, theirs } = couple.thanks
  const text = useSignal('')
  const say = async (words: string): Promise<void> => {
    if (!fitsIn(limits.thanks, words)) return
    const result = await presses.ask('thanks', { kind: 'say-thanks', text: words })
    if (result?.ok === true) text.value = ''
  }
  return (
    <section class="card stack retired" aria-label={i18n.t('light.retired')}>
      <header class="stack tight">
        <h2>{i18n.t('light.retired')}</h2>
        <p>{i18n.t('retired.text')}</p>
      </header>
      {theirs !== undefined && (
        <figure>
          <figcaption class="soft">{name}</figcaption>
          <blockquote dir="auto">{theirs}</blockquote>
        </figure>
      )}
      {mine !== undefined ? (
        <figure>
          <figcaption class="soft">{i18n.t('options.you')}</figcaption>
          <blockquote dir="auto">{mine}</blockquote>
          <Press presses={presses} name="thanks" class="bare quiet-link" onPress={() => void say('')}>
            {i18n.t('invitation.takeBack')}
          </Press>
        </figure>
      ) : (
        <form
          class="stack tight"
          onSubmit={(event) => {
            event.preventDefault()
            void say(text.value.trim())
          }}
        >
          <TextField
            label={i18n.t('retired.line')}
            hint={i18n.t('retired.lineHint')}
            value={text}
            rows={2}
            limit={limits.thanks}
          />
          <div class="row end">
            <Press
              presses={presses}
              name="thanks"
              class="leaning"
              onPress={() => text.value.trim() !== '' && void say(text.value.trim())}
            >
              {i18n.t('retired.say')}
            </Press>
          </div>
        </form>
      )}
      <p class="soft">{i18n.t('retired.again')}</p>
    </section>
  )
}
