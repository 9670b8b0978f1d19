/** *Our agreement*, in the side panel or a tab: the words, the terms, what changed, and both names with a light each. */

import './agreement.css'
import { useSignal } from '@preact/signals'
import { useCallback, useEffect, useMemo } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import { type StarterId, starterTerms } from '@porchlight/shared/domain/agreement'
import type { ScreenView } from '@porchlight/client/port/port'
import { type Presses, createPresses } from '../presses.ts'
import { lostKey } from '../copy/lost-copy.ts'
import { savingKeys } from '../copy/saving-copy.ts'
import type { Link } from '../link.ts'
import { Ended } from '../parts/ended.tsx'
import { useEscape } from '../parts/leave-page.tsx'
import { Locked } from '../parts/locked.tsx'
import { Said } from '../parts/said.tsx'
import { Waits } from '../parts/waits.tsx'
import { useTheme } from '../theme/use-theme.ts'
import { Changes } from './changes.tsx'
import { Consent } from './consent.tsx'
import { Paper } from './paper.tsx'
import type { Replica, Replicas } from './replica.ts'
import { TermsForm } from './terms-form.tsx'

export interface AgreementPanelProps {
  link: Link
  replicas: Replicas
  openWelcome: () => void
  leavePage: () => void
  /** A fair coin: true half the time. */
  toss: () => boolean
}

export function AgreementPanel(props: AgreementPanelProps) {
  const presses = useMemo(() => createPresses(props.link), [props.link])
  const view = props.link.view.value
  useTheme(view?.settings.theme)
  useEscape(props.leavePage)
  return (
    <main class="agreement">
      {view?.state !== 'locked' && (
        <header class="agreement-head">
          <h1>{i18n.t('agreement.title')}</h1>
          {view?.state === 'couple' && (
            <p class="soft" role="status">
              {i18n.t(savingKeys[view.saving])}
            </p>
          )}
        </header>
      )}
      <Content {...props} view={view} presses={presses} />
    </main>
  )
}

function Content(props: AgreementPanelProps & { view: ScreenView | undefined; presses: Presses }) {
  const { view } = props
  const replica = props.replicas.current.value
  switch (view?.state) {
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
    case 'locked':
      return <Locked view={view} presses={props.presses} />
    case 'couple':
      return replica === undefined ? <Fetching /> : <Draft {...props} view={view} replica={replica} />
    case undefined:
      return <Fetching />
  }
}

const Fetching = () => (
  <p class="row soft fetching" role="status">
    <Waits words="" /> {i18n.t('agreement.loading')}
  </p>
)

function Draft(
  props: AgreementPanelProps & { view: Extract<ScreenView, { state: 'couple' }>; presses: Presses; replica: Replica },
) {
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

  return (
    <>
      <Paper
        replica={replica}
        couple={couple}
        name={name}
        others={props.replicas.others.value}
        readOnly={couple.readOnly}
        onEdit={noteEdit}
        onStart={start}
      />
      <Changes key={replica.doc.guid} replica={replica} edits={edits} couple={couple} name={name} />
      <TermsForm couple={couple} name={name} presses={presses} toss={props.toss} />
      <Consent couple={couple} name={name} presses={presses} empty={empty.value} />
      <Said presses={presses} />
    </>
  )
}
