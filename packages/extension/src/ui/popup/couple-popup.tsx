/** The popup of two people who are connected. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { lampTitle, lightHeading, lightHint } from '../copy/light-copy.ts'
import { say } from '../copy/say.ts'
import type { Result } from '@porchlight/client/port/device-command'
import { roomsShown } from '../panel/panel-rooms.ts'
import { Said } from '../parts/said.tsx'
import { type Pulse, Scene } from '../scene/scene.tsx'
import { sceneStateOf } from '../scene/scene-state.ts'
import { ArrivedSignals, EarlierSignals } from './arrived-signals.tsx'
import { Corner } from './corner.tsx'
import type { CoupleScreen } from './couple-screen.ts'
import { HeldActions } from './held-actions.tsx'
import { InvitationToMe } from './invitation-to-me.tsx'
import { MyInvitation } from './my-invitation.tsx'
import { PauseRow, TheirPauseNote } from './pause-row.tsx'
import { PorchNews, porchNews } from './porch-news.tsx'
import { PopupFoot } from './popup-foot.tsx'
import type { Ways } from './popup-shell.ts'
import { SendSignal } from './send-signal.tsx'
import { TheirCheckIn } from './their-check-in.tsx'
import { TurnCard } from './turn-card.tsx'

export function CouplePopup({ view, presses, ways }: { view: CoupleScreen; presses: Presses; ways: Ways }) {
  const { couple } = view
  const name = couple.otherName || i18n.t('common.someone')
  const arrived = useArrived(view)
  const pulse = useSignal<Pulse | undefined>(undefined)
  const send = (way: Pulse['way']): void => {
    pulse.value = { id: (pulse.peek()?.id ?? 0) + 1, way }
  }
  const sendThere = async (sent: Promise<Result | undefined>): Promise<void> => {
    send('there')
    const answer = await sent
    // What was not sent does not arrive.
    if (answer?.ok === false) pulse.value = undefined
  }
  const count = useComputed(() => arrived.value.size)
  useSignalEffect(() => {
    if (count.value > 0) send('here')
  })

  const toAnswer = couple.invitationsToMe.filter((one) => one.state === 'open')
  const answered = couple.invitationsToMe.filter((one) => one.state !== 'open')
  const waits = toAnswer.length > 0 ? 'invitation' : arrived.value.size > 0 ? 'signal' : undefined
  const asked = useSignal(false)
  const onlyInvitation = toAnswer.length > 0 && !asked.value
  // Something came, or is under way: the picture and the turn step back.
  const news = porchNews(view, name, ways)
  const isBusy =
    waits !== undefined ||
    couple.invitationsToMe.length > 0 ||
    couple.myInvitations.length > 0 ||
    (news !== undefined && couple.light.state !== 'no-agreement')
  // Decided as the popup opens: nothing folds away under a finger because something comes.
  const foldedFromTheStart = useRef(isBusy).current
  const rooms = roomsShown(view)
  const forMe = rooms.find(({ id }) => id === 'for-me')
  // Put away on this device, no line of the room is shown here either (FACE-5).
  const hasToday = rooms.some(({ id }) => id === 'today')
  const theirsToday = hasToday && !onlyInvitation ? couple.checkIn.theirs : undefined
  const isLow =
    isBusy || theirsToday !== undefined || couple.pause.mine || view.held.length > 0 || view.saving === 'full'
  const onSend = (sent: Promise<Result | undefined>): void => void sendThere(sent)
  return (
    <>
      <Scene
        state={sceneStateOf(view, waits !== undefined)}
        title={say(lampTitle(couple.light, name, waits))}
        pulse={pulse.value}
        low={isLow}
      />
      <Corner view={view} presses={presses} ways={ways} />
      <div class="popup-body stack" data-low={isLow ? '' : undefined}>
        <header>
          <h1>{say(lightHeading(couple.light, name))}</h1>
          <p class="soft">{say(lightHint(couple, name, Date.now(), i18n.t('locale')))}</p>
          <TheirPauseNote couple={couple} name={name} />
          {'coincidence' in couple.light && couple.light.coincidence && (
            <p class="soft">{i18n.t('light.coincidence')}</p>
          )}
          {theirsToday !== undefined && <TheirCheckIn checkIn={theirsToday} name={name} />}
        </header>
        {toAnswer.map((one) => (
          <InvitationToMe key={one.id} invitation={one} name={name} presses={presses} />
        ))}
        {!onlyInvitation && (
          <ArrivedSignals
            signals={couple.signals}
            arrived={arrived.value}
            name={name}
            presses={presses}
            onSend={onSend}
          />
        )}
        {answered.map((one) => (
          <InvitationToMe key={one.id} invitation={one} name={name} presses={presses} />
        ))}
        <SendSignal presses={presses} onSend={onSend} brief={onlyInvitation} />
        <Said presses={presses} />
        {view.missed !== undefined && (
          <p class="said" role="status">
            {say({ key: refusalKeys[view.missed] })}
          </p>
        )}
        <HeldActions held={view.held} presses={presses} />
        {onlyInvitation ? (
          <button type="button" class="bare more" onClick={() => (asked.value = true)}>
            {arrived.value.size > 0 ? i18n.t('popup.moreArrived', { name }) : i18n.t('popup.more')}
          </button>
        ) : (
          <>
            {couple.myInvitations.map((one) => (
              <MyInvitation
                key={one.id}
                invitation={one}
                name={name}
                presses={presses}
                turn={'turn' in couple.light ? couple.light.turn : undefined}
                onBeforeWeTalk={forMe === undefined ? undefined : () => ways.openRoom(forMe.id)}
              />
            ))}
            {view.held.length === 0 && (
              <TurnCard
                couple={couple}
                name={name}
                presses={presses}
                near={hasToday ? couple.near.theirs : undefined}
                folded={foldedFromTheStart}
              />
            )}
            <PorchNews news={news} />
            {arrived.value.size === 0 && <EarlierSignals signals={couple.signals} arrived={arrived.value} />}
            <PauseRow view={view} name={name} presses={presses} />
          </>
        )}
      </div>
      {!onlyInvitation && <PopupFoot view={view} presses={presses} ways={ways} />}
    </>
  )
}

/** What waited when the popup opened, or came since: opening it lets them rest, yet they stay to be read. */
function useArrived(view: CoupleScreen) {
  const arrived = useSignal<ReadonlySet<string>>(new Set())
  const waits = view.waiting.filter(({ kind }) => kind === 'thinking-of-you').map(({ id }) => id)
  const fresh = waits.filter((id) => !arrived.peek().has(id))
  if (fresh.length > 0) arrived.value = new Set([...arrived.peek(), ...fresh])
  return arrived
}
