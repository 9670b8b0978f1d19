/** The other is not here any more: said without blame and without a why, and how somebody could be invited anew. */

import { i18n } from '../copy/i18n.ts'
import type { CoupleView } from '@porchlight/shared/domain/view'

/** They were here once: their name stays after they left (DOC-5 removes words, not the name). Said at once, also while the
 *  key that shuts their devices out is still on its way. */
export const isOtherGone = ({ otherJoined, otherLeft, otherName }: CoupleView): boolean =>
  otherLeft === true || (!otherJoined && otherName !== '')

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
