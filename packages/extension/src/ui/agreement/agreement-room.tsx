/** *Our agreement*, a room of the panel: the words, the terms, what changed, and both names with a light each. */

import './agreement.css'
import { useSignal } from '@preact/signals'
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import { type StarterId, starterTerms } from '@porchlight/shared/domain/agreement'
import type { ScreenView } from '@porchlight/client/port/port'
import { lostKey } from '../copy/lost-copy.ts'
import { Ended } from '../parts/ended.tsx'
import { RoomHead } from '../panel/room-head.tsx'
import type { RoomProps } from '../panel/room-props.ts'
import { Fetching } from '../parts/loaded.tsx'
import { Said } from '../parts/said.tsx'
import { Changes } from './changes.tsx'
import { Consent } from './consent.tsx'
import { KeepAgreement } from './keep-agreement.tsx'
import { Paper } from './paper.tsx'
import type { Replica } from './replica.ts'
import { Retired } from './retired.tsx'
import { ReviewCard } from './review.tsx'
import { TermsForm } from './terms-form.tsx'

export function AgreementRoom(props: RoomProps) {
  return (
    <>
      <RoomHead title={i18n.t('agreement.title')} purpose={i18n.t('agreement.purpose')} view={props.view} />
      <Content {...props} />
    </>
  )
}

function Content(props: RoomProps) {
  const { view } = props
  const replica = props.replicas.current.value
  switch (view.state) {
    case 'unpaired':
      return (
        <section class="card stack">
          <p>{i18n.t(view.lost === undefined ? 'agreement.unpaired' : lostKey(view))}</p>
          <button type="button" class="warm" onClick={props.openWelcome}>
            {i18n.t(view.lost === undefined ? 'popup.openWelcome' : 'lost.ways')}
          </button>
        </section>
      )
    case 'ended':
      return <Ended view={view} presses={props.presses} />
    case 'couple':
      return replica === undefined ? <Fetching /> : <Draft {...props} view={view} replica={replica} />
  }
}

function Draft(props: RoomProps & { view: Extract<ScreenView, { state: 'couple' }>; replica: Replica }) {
  const { view, presses, replica } = props
  const { couple } = view
  const name = couple.otherName || i18n.t('common.someone')
  const edits = useSignal(0)
  const empty = useSignal(true)
  const noteEdit = useCallback(
    (isEmpty: boolean) => {
      empty.value = isEmpty
    },
    [empty],
  )
  useEffect(() => {
    const count = (): void => {
      edits.value += 1
    }
    replica.doc.on('update', count)
    return () => replica.doc.off('update', count)
  }, [replica, edits])
  const start = (starter: StarterId): void =>
    void presses.ask('starter', { kind: 'set-terms', terms: starterTerms[starter] })

  const words = useRef<HTMLDivElement>(null)
  const goToWords = (): void => {
    const editor = words.current?.querySelector<HTMLElement>('[contenteditable]')
    editor?.scrollIntoView({ block: 'center' })
    editor?.focus({ preventScroll: true })
  }
  return (
    <>
      {couple.review !== undefined && <ReviewCard review={couple.review} presses={presses} onChange={goToWords} />}
      {couple.light.state === 'retired' && <Retired couple={couple} name={name} presses={presses} />}
      <div ref={words}>
        <Paper
          replica={replica}
          couple={couple}
          name={name}
          others={props.replicas.others.value}
          readOnly={couple.readOnly}
          onEdit={noteEdit}
          onStart={start}
        />
      </div>
      <Changes key={replica.doc.guid} replica={replica} edits={edits} couple={couple} name={name} />
      <TermsForm couple={couple} name={name} presses={presses} toss={props.toss} />
      <Consent couple={couple} name={name} presses={presses} empty={empty.value} />
      <Said presses={presses} />
      {!empty.value && <KeepAgreement agreement={couple.agreement} replica={replica} />}
    </>
  )
}
