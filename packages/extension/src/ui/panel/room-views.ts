/** What each room looks like. Its code is loaded when the room is first opened: whoever writes no agreement loads no editor. */

import type { ComponentType } from 'preact'
import type { PanelRoomId } from '@porchlight/client/port/port'
import type { RoomProps } from './room-props.ts'

export const roomViews: Partial<Record<PanelRoomId, () => Promise<ComponentType<RoomProps>>>> = {
  'for-me': async () => (await import('../for-me/for-me-room.tsx')).ForMeRoom,
  agreement: async () => (await import('../agreement/agreement-room.tsx')).AgreementRoom,
  today: async () => (await import('../today/today-room.tsx')).TodayRoom,
  rituals: async () => (await import('../rituals/rituals-room.tsx')).RitualsRoom,
}
