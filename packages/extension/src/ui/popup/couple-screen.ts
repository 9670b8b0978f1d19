/** The view of two people who are connected. */

import type { ScreenView } from '../../background/port.ts'

export type CoupleScreen = Extract<ScreenView, { state: 'couple' }>
