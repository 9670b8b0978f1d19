/** An invitation in one's own words: a field, a tag if one likes, and help with the words if one likes. Rules: INV-1, INV-4, INV-5,
 *  NEAR-1. */

import './invite.css'
import { useSignal } from '@preact/signals'
import type { InvitationTag } from '@porchlight/shared/domain/invitation'
import type { NearFirst } from '@porchlight/shared/domain/near'
import { fitsIn, limits } from '@porchlight/shared/domain/text-limit'
import { i18n } from '../copy/i18n.ts'
import { nearHint } from '../copy/near-copy.ts'
import { say } from '../copy/say.ts'
import { tagKeys } from '../copy/tag-copy.ts'
import { Press } from '../parts/press.tsx'
import { TextField } from '../parts/text-field.tsx'
import type { Presses } from '../presses.ts'
import { InvitationBuilder } from './builder.tsx'
import type { InvitationLines } from './compose-invitation.ts'

export interface InviteFormProps {
  presses: Presses
  turn: number
  /** What is known already: the builder opens with it. */
  begun?: Partial<InvitationLines>
  /** The other answered *something gentler*: the builder opens with softer examples. */
  softer?: boolean
  /** How the other feels close, where they said so (NEAR-1). */
  near?: { first: NearFirst; name: string }
  onDone: () => void
}

export function InviteForm(props: InviteFormProps) {
  const { presses } = props
  const text = useSignal('')
  const tag = useSignal<InvitationTag | undefined>(undefined)
  const building = useSignal(props.begun !== undefined || props.softer === true)
  const send = async (): Promise<void> => {
    const words = text.value.trim()
    if (words === '') return presses.tell({ key: 'refusal.empty' })
    if (!fitsIn(limits.invitation, words)) return
    const result = await presses.ask('invite', {
      kind: 'invite',
      turn: props.turn,
      text: words,
      ...(tag.value === undefined ? {} : { tag: tag.value }),
    })
    if (result?.ok === true) props.onDone()
  }
  if (building.value) {
    return (
      <InvitationBuilder
        {...(props.begun !== undefined && { begun: props.begun })}
        softer={props.softer === true}
        onDone={(composed) => {
          if (composed !== undefined) text.value = composed
          building.value = false
        }}
      />
    )
  }
  return (
    <div class="stack tight rise invite-form">
      <TextField
        label={i18n.t('invitation.field')}
        value={text}
        rows={3}
        advised
        focused
        limit={limits.invitation}
        placeholder={i18n.t('invitation.placeholder')}
        hint={props.near && say(nearHint(props.near.first, props.near.name))}
      />
      <div class="tags" role="group" aria-label={i18n.t('invite.tag')}>
        {tags.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={tag.value === one}
            onClick={() => {
              tag.value = tag.value === one ? undefined : one
            }}
          >
            {i18n.t(tagKeys[one])}
          </button>
        ))}
      </div>
      <div class="row spread">
        <button
          type="button"
          class="bare quiet-link"
          onClick={() => {
            building.value = true
          }}
        >
          {i18n.t('invite.help')}
        </button>
        <div class="row">
          <button type="button" class="bare" onClick={props.onDone}>
            {i18n.t('common.neverMind')}
          </button>
          <Press presses={presses} name="invite" class="leaning" onPress={() => void send()}>
            {i18n.t('invitation.send')}
          </Press>
        </div>
      </div>
    </div>
  )
}

const tags = Object.keys(tagKeys) as InvitationTag[]
