/** The other is not here any more: said without blame and without a why, and how somebody could be invited anew. */

import { i18n } from '#i18n'
import type { CoupleView } from '@porchlight/shared/domain/view'

/** They were here once: their name stays after they left (DOC-5 removes words, not the name). */
export const isOtherGone = ({ otherJoined, otherName }: CoupleView): boolean => !otherJoined && otherName !== ''

export const OtherGone = (props: { name: string; openWelcome: () => void }) => (
  <>
    <p>{i18n.t('popup.otherGone', { name: props.name })}</p>
    <div class="row">
      <button type="button" onClick={props.openWelcome}>
        {i18n.t('welcome.inviteAnew')}
      </button>
    </div>
  </>
)
