/** Help with the words of an invitation: four short lines, each optional, with warm examples that can be changed. It composes
 *  ordinary text, and only the text is sent. Rules: INV-5, INV-7. */

import './invite.css'
import { type Signal, useSignal } from '@preact/signals'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import { i18n } from '../copy/i18n.ts'
import { lineKeys, softerExamples } from '../copy/invite-copy.ts'
import { Starters } from '../parts/starters.tsx'
import { TextField } from '../parts/text-field.tsx'
import { composeInvitation, type InvitationLines, lineNames } from './compose-invitation.ts'

/** @param begun what is known already, as from *before we talk*
 *  @param softer the other answered *something gentler*
 *  @param onDone with the composed text, or without one where its person goes back */
export function InvitationBuilder(props: {
  begun?: Partial<InvitationLines>
  softer?: boolean
  onDone: (text: string | undefined) => void
}) {
  const lines = {
    feel: useSignal(props.begun?.feel ?? ''),
    enjoy: useSignal(props.begun?.enjoy ?? ''),
    invitation: useSignal(props.begun?.invitation ?? ''),
    wayOut: useSignal(props.begun?.wayOut ?? i18n.t('invite.wayOut1')),
  } satisfies Record<keyof InvitationLines, Signal<string>>
  const text = composeInvitation({
    feel: lines.feel.value,
    enjoy: lines.enjoy.value,
    invitation: lines.invitation.value,
    wayOut: lines.wayOut.value,
  })
  const isTooLong = !fitsIn(limits.invitation, text)
  return (
    <div class="builder rise" role="group" aria-label={i18n.t('invite.builder')}>
      {lineNames.map((name, at) => {
        const { label, examples } = lineKeys[name]
        const words = name === 'invitation' && props.softer === true ? softerExamples : examples
        return (
          <div key={name} class="builder-line">
            <TextField
              label={i18n.t(label)}
              value={lines[name]}
              advised
              focused={at === (props.softer === true ? 2 : 0)}
            />
            <Starters label={i18n.t('invite.examples')} words={words.map((key) => i18n.t(key))} into={lines[name]} />
          </div>
        )
      })}
      {isTooLong && <p class="problem">{i18n.t('refusal.tooLong')}</p>}
      <div class="row end">
        <button type="button" class="bare" onClick={() => props.onDone(undefined)}>
          {i18n.t('invite.without')}
        </button>
        <button
          type="button"
          class="leaning"
          aria-disabled={text === '' || isTooLong ? 'true' : undefined}
          onClick={() => text !== '' && !isTooLong && props.onDone(text)}
        >
          {i18n.t('invite.use')}
        </button>
      </div>
    </div>
  )
}
