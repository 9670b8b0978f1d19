/** The view of two people who are connected. */

import type { ScreenView } from '@porchlight/client/port/port'

export type CoupleScreen = Extract<ScreenView, { state: 'couple' }>
