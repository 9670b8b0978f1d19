/** What the panel gives each of its rooms. A room takes of it what it needs. */

import type { ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import type { Replicas } from '../agreement/replica.ts'
import type { Drawer } from '../drawer.ts'
import type { Link } from '../link.ts'
import type { OwnDrawer } from '../own-drawer.ts'

export interface RoomProps {
  view: Exclude<ScreenView, { state: 'locked' }>
  link: Link
  presses: Presses
  /** The agreement's live document. */
  replicas: Replicas
  /** What is private (PRIV-1); a room that shows some of it opens it. */
  drawer: Drawer
  /** The same, to be written as well. */
  own: OwnDrawer
  /** Of letters, digits and hyphens, never used before. */
  newId: () => string
  openWelcome: () => void
  /** A fair coin: true half the time. */
  toss: () => boolean
}
