/** The welcome page: from the first sentence to *You two are connected*. One step is shown at a time, by what the
 *  background says of the pairing, so a closed and reopened page goes on where it was. */

import './welcome.css'
import { type Signal, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import { type Presses, createPresses } from '../presses.ts'
import type { Link } from '../link.ts'
import { LeavePage, useEscape } from '../parts/leave-page.tsx'
import { isOtherGone } from '../parts/other-gone.tsx'
import { Locked } from '../parts/locked.tsx'
import { Waits } from '../parts/waits.tsx'
import { Scene } from '../scene/scene.tsx'
import type { SceneState } from '../scene/scene-state.ts'
import { useTheme } from '../theme/use-theme.ts'
import { Connected, type Connection } from './connected.tsx'
import type { Coming } from './come-back.tsx'
import { Invited } from './invited.tsx'
import { Begin } from './begin.tsx'
import type { Door } from './doors.tsx'
import { EndedHere } from './ended-here.tsx'
import { failureOf } from './failure.ts'
import { GoodToKnow } from './good-to-know.tsx'
import { Lost } from './lost.tsx'
import { NoInvite } from './no-invite.tsx'
import { SafetyWords } from './safety-words.tsx'
import type { Typed } from './typed.ts'

export interface WelcomeProps {
  link: Link
  /** '' when the page was opened without one. */
  inviteLink: string
  openAgreement: () => void
  leavePage: () => void
  /** *Start on my own* (PRIV-2). */
  openForMe: () => void
}

export function Welcome(props: WelcomeProps) {
  const presses = useMemo(() => createPresses(props.link), [props.link])
  const typed = {
    name: useSignal(''),
    join: useSignal(props.inviteLink),
    server: useSignal(''),
    code: useSignal(''),
    words: useSignal(''),
  }
  const coming: Coming = {
    open: useSignal(false),
    problem: useSignal<{ at: 'server' | 'words'; sentence: string } | undefined>(undefined),
    back: useSignal(false),
  }
  const door = useSignal<Door | 'doors' | undefined>(undefined)
  const view = props.link.view.value
  useTheme(view?.settings.theme)
  useEscape(props.leavePage)
  return (
    <div class="welcome">
      <div class="welcome-sky">
        <Scene state={sceneFor(view)} title={i18n.t('lamp.plain')} wide />
        <LeavePage leave={props.leavePage} />
      </div>
      <main class="welcome-page">
        {view === undefined ? (
          <Waits />
        ) : (
          <Step view={view} typed={typed} door={door} coming={coming} presses={presses} {...props} />
        )}
        {view !== undefined && view.state !== 'ended' && view.state !== 'locked' && <GoodToKnow />}
      </main>
    </div>
  )
}

interface StepProps extends WelcomeProps {
  view: ScreenView
  typed: Typed
  door: Signal<Door | 'doors' | undefined>
  coming: Coming
  presses: Presses
}

function Step(props: StepProps) {
  const { view, typed, coming, presses } = props
  if (view.state === 'ended') return <EndedHere view={view} presses={presses} />
  if (view.state === 'locked') return <Locked view={view} presses={presses} />
  const { pairing } = view
  switch (pairing.step) {
    case 'words':
      return <SafetyWords pairing={pairing} presses={presses} />
    case 'invited':
      return <Invited pairing={pairing} presses={presses} />
    case 'working':
      return (
        <section class="stack center" role="status">
          <h1>{i18n.t(pairing.role === 'inviter' ? 'welcome.preparing' : 'welcome.knocking')}</h1>
          <Waits />
        </section>
      )
    case 'connected':
    case 'idle':
    case 'failed':
      if (view.state === 'unpaired' && view.lost !== undefined) {
        return <Lost view={view} failed={failureOf(pairing)} typed={typed} coming={coming} presses={presses} />
      }
      if (view.state === 'unpaired') {
        return (
          <Begin
            settings={view.settings}
            name={view.name}
            failed={failureOf(pairing)}
            typed={typed}
            coming={coming}
            presses={presses}
            door={props.door}
            openForMe={props.openForMe}
            invited={props.inviteLink !== ''}
          />
        )
      }
      if (!isOtherGone(view.couple) && (pairing.step === 'connected' || view.couple.otherJoined)) {
        return (
          <Connected
            settings={view.settings}
            how={howOf(view, coming)}
            presses={presses}
            openAgreement={props.openAgreement}
          />
        )
      }
      return <NoInvite couple={view.couple} failed={failureOf(pairing)} presses={presses} />
  }
}

/** The light goes on as the two come closer: mine with the invite, both when they are connected. */
function sceneFor(view: ScreenView | undefined): SceneState {
  const here = false
  if (view === undefined || view.state === 'ended' || view.state === 'locked') return { light: 'night', here }
  if (view.state === 'couple' && isOtherGone(view.couple)) return { light: 'night', here }
  if (view.state === 'unpaired' && view.lost !== undefined && view.pairing.step !== 'connected') {
    return { light: view.lost === 'gone' ? 'theirs' : 'night', here }
  }
  const { step } = view.pairing
  if (step === 'connected' || (view.state === 'couple' && view.couple.otherJoined)) return { light: 'both', here }
  if (step === 'invited' || step === 'words') return { light: 'mine', here }
  return { light: 'theirs', here }
}

/** The couple was here before this device was: it is a further one of its person's, or they came back by their words. */
function howOf(view: Exclude<ScreenView, { state: 'ended' | 'locked' }>, coming: Coming): Connection {
  if (coming.back.value) return 'back'
  if (view.state !== 'couple') return 'two'
  if (view.devices.length > 1) return 'further'
  // Whoever has said yes on the other side introduces themselves at once (PAIR-6).
  return view.couple.otherName === '' ? 'waits' : 'two'
}
