/** How each room begins: one sentence that says what it is for (FACE-3), and whether all is saved. */

import { i18n } from '../copy/i18n.ts'
import { savingKeys } from '../copy/saving-copy.ts'
import type { RoomProps } from './room-props.ts'

/** @param title for whoever hears the page; its tab shows it
 *  @param shared whether what is written here goes to the couple, and so whether it is saved there */
export function RoomHead(props: { title: string; purpose: string; view: RoomProps['view']; shared?: boolean }) {
  const { view, shared = true } = props
  return (
    <header class="room-head">
      <h1 class="hidden">{props.title}</h1>
      <p class="soft">{props.purpose}</p>
      {shared && view.state === 'couple' && (
        <p class="soft room-saving" role="status">
          {i18n.t(savingKeys[view.saving])}
        </p>
      )}
    </header>
  )
}
