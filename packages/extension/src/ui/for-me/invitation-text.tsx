/** *Make an invitation of it*: the builder, filled in, where an invitation can go now; where none can, the words to be copied. Never sent
 *  by itself.  Rules: TALK-1, INV-5, TURN-14 */

import { i18n } from '../copy/i18n.ts'
import { type InvitationLines, composeInvitation } from '../invite/compose-invitation.ts'
import { InviteForm } from '../invite/invite-form.tsx'
import type { RoomProps } from '../panel/room-props.ts'
import { Said } from '../parts/said.tsx'
import { TextToCopy, useCopying } from '../parts/text-to-copy.tsx'

export function InvitationText(
  props: Pick<RoomProps, 'view' | 'presses'> & { lines: Partial<InvitationLines>; onClose: () => void },
) {
  const { view, presses, lines } = props
  const { outcome, copy } = useCopying()
  const turn = turnOf(view)
  const text = composeInvitation({ feel: '', enjoy: '', invitation: '', wayOut: i18n.t('invite.wayOut1'), ...lines })
  return (
    <section class="card stack rise" aria-label={i18n.t('forMe.invitationTitle')}>
      <div class="stack tight">
        <h2>{i18n.t('forMe.invitationTitle')}</h2>
        <p class="soft">{i18n.t(turn === undefined ? 'forMe.invitationAlone' : 'forMe.invitationText')}</p>
      </div>
      {turn === undefined ? (
        <TextToCopy label={i18n.t('invitation.field')} text={text} rows={6}>
          <div class="row spread">
            <button type="button" class="bare" onClick={props.onClose}>
              {i18n.t('forMe.back')}
            </button>
            <button type="button" class="leaning" onClick={() => void copy(text)}>
              {i18n.t('forMe.copyText')}
            </button>
          </div>
          <p class="soft" role="status">
            {outcome.value === 'copied' && i18n.t('forMe.copied')}
            {outcome.value === 'failed' && i18n.t('forMe.copyByHand')}
          </p>
        </TextToCopy>
      ) : (
        <InviteForm presses={presses} turn={turn} begun={lines} onDone={props.onClose} />
      )}
      <Said presses={presses} />
    </section>
  )
}

/** Of which turn an invitation would be; undefined: none can go now. */
function turnOf(view: RoomProps['view']): number | undefined {
  if (view.state !== 'couple' || view.couple.readOnly) return undefined
  const { light } = view.couple
  return 'turn' in light ? light.turn : undefined
}
