/** *For me*: what a person keeps for themselves, on this browser alone, before there is a couple, with one and after it.
 *  Rules: PRIV-1, PRIV-2, PRIV-3, TALK-1, PLAN-1, CARE-1, FACE-3 */

import './for-me.css'
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Result } from '@porchlight/client/port/device-command'
import { type Talk, forMeFrom } from '@porchlight/client/port/for-me'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { i18n } from '../copy/i18n.ts'
import { type Phrase, say } from '../copy/say.ts'
import { RoomHead } from '../panel/room-head.tsx'
import type { RoomProps } from '../panel/room-props.ts'
import { Fetching } from '../parts/loaded.tsx'
import { Care } from './care.tsx'
import { Copies } from './copies.tsx'
import type { ForMeProps } from './for-me-props.ts'
import { InvitationText } from './invitation-text.tsx'
import { KeptWordsList } from './kept-words.tsx'
import { Plans } from './plans.tsx'
import { TalkFlow } from './talk.tsx'
import { TalkEntrance } from './talk-card.tsx'
import { invitationLines, talkCards } from './talk-copy.ts'

type Place =
  | { at: 'room' }
  /** `card`: where it goes on; absent: with a breath. */
  | { at: 'talk'; id: string; card?: number }
  /** `from`: the talk it came out of, where that is still under way. */
  | { at: 'invitation'; talk: Talk; from: string | undefined }

interface Told {
  phrase: Phrase
  undo: (() => Promise<Result>) | undefined
}

export function ForMeRoom(props: RoomProps) {
  const { view, own: drawer } = props
  const told = useSignal<Told | undefined>(undefined)
  useEffect(() => drawer.open(), [drawer])
  const name =
    view.state === 'couple' && view.couple.otherJoined ? view.couple.otherName || i18n.t('common.someone') : ''
  return (
    <div class="for-me">
      <RoomHead
        title={i18n.t('rooms.forMe')}
        purpose={name === '' ? i18n.t('forMe.purposeAlone') : i18n.t('forMe.purpose', { name })}
        view={view}
        shared={false}
      />
      <Content {...props} told={told} />
    </div>
  )
}

function Content(props: RoomProps & { told: Signal<Told | undefined> }) {
  const { view, own: drawer, newId, presses, told } = props
  const place = useSignal<Place>({ at: 'room' })
  const own = drawer.view.value
  const tell: ForMeProps['tell'] = (said, undo) => {
    const phrase = typeof said === 'string' ? { key: refusalKeys[said] } : said
    told.value = phrase === undefined ? undefined : { phrase, undo }
  }
  const goTo = (next: Place): void => {
    place.value = next
  }
  switch (own.state) {
    case 'locked':
    case 'reading':
      return <Fetching />
    case 'unreadable':
      return (
        <section class="card stack" role="alert">
          <p>{i18n.t('forMe.unreadable')}</p>
          <button type="button" onClick={() => void presses.ask('look-again', { kind: 'look-again' })}>
            {i18n.t('forMe.lookAgain')}
          </button>
        </section>
      )
    case 'ready':
    case 'full':
      break
  }
  const forMe = forMeFrom(own.records)
  const parts = { drawer, newId, tell }
  const now = place.value
  if (now.at === 'talk') {
    const { id, card } = now
    const done = (phrase?: Phrase): void => {
      goTo({ at: 'room' })
      tell(phrase)
    }
    return (
      <TalkFlow
        key={id}
        drawer={drawer}
        id={id}
        {...(card === undefined ? {} : { at: card })}
        onClose={() => done()}
        onLetGo={() => done({ key: 'forMe.gone' })}
        onKept={() => done({ key: 'forMe.keptDone' })}
        onGone={() => done({ key: 'forMe.goneElsewhere' })}
        onInvite={(talk) => goTo({ at: 'invitation', talk, from: id })}
      />
    )
  }
  if (now.at === 'invitation') {
    // What is under way can still be kept or let go, as its last card says.
    const back = (): void =>
      goTo(now.from === undefined ? { at: 'room' } : { at: 'talk', id: now.from, card: talkCards.length })
    return <InvitationText view={view} presses={presses} lines={invitationLines(now.talk)} onClose={back} />
  }
  const invite = (talk: Talk): void => goTo({ at: 'invitation', talk, from: undefined })
  return (
    <>
      {own.state === 'full' && <p class="card soft">{i18n.t('forMe.full')}</p>}
      <Status told={told} tell={tell} />
      <TalkEntrance
        {...parts}
        draft={forMe.draft}
        talks={forMe.talks}
        onBegin={() => {
          tell(undefined)
          goTo({ at: 'talk', id: forMe.draft?.id ?? `talk/${newId()}` })
        }}
        onInvite={invite}
      />
      <Plans {...parts} plans={forMe.plans} />
      <Care drawer={drawer} />
      <KeptWordsList {...parts} kept={forMe.kept} />
      <Copies {...parts} forMe={forMe} />
      <p class="soft small-print">{i18n.t(view.passcode === true ? 'forMe.underPasscode' : 'forMe.noPasscode')}</p>
    </>
  )
}

/** What was just done, and the one press that takes it back. */
function Status({ told, tell }: { told: Signal<Told | undefined>; tell: ForMeProps['tell'] }) {
  const now = told.value
  const undo = async (): Promise<void> => {
    const result = await now?.undo?.()
    tell(result === undefined || result.ok ? { key: 'forMe.undone' } : result.reason)
  }
  return (
    <div class="row spread told" data-empty={now === undefined ? '' : undefined}>
      <p role="status">{now && say(now.phrase)}</p>
      {now?.undo !== undefined && (
        <button type="button" class="leaning" onClick={() => void undo()}>
          {i18n.t('turn.undo')}
        </button>
      )}
    </div>
  )
}
