/** *Today*, a room of the panel: what each needs, how each feels close, and the questions on the table.
 *  Rules: CHECK-1, CHECK-2, NEAR-1, ASK-1…4. */

import './today.css'
import { useEffect } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import { RoomHead } from '../panel/room-head.tsx'
import type { RoomProps } from '../panel/room-props.ts'
import { Said } from '../parts/said.tsx'
import { answerDrafts } from './answer-drafts.ts'
import { CheckIns } from './check-ins.tsx'
import { NearCards } from './near-cards.tsx'
import { Table } from './table.tsx'

export function TodayRoom(props: RoomProps) {
  const { view, presses, drawer } = props
  useEffect(() => drawer.open(), [drawer])
  return (
    <>
      <RoomHead title={i18n.t('rooms.today')} purpose={i18n.t('today.purpose')} view={view} />
      {view.state === 'couple' && (
        <>
          <CheckIns couple={view.couple} presses={presses} />
          <Table couple={view.couple} presses={presses} drafts={answerDrafts(drawer.view.value, presses)} />
          <NearCards couple={view.couple} presses={presses} />
          <Said presses={presses} />
        </>
      )}
    </>
  )
}
