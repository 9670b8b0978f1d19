/** *Before we talk*: a conversation with oneself, one card at a time. Each can be passed over and gone back to; what is written is kept
 *  as it is typed, and closing half-way keeps it. Three ways out, none of them greater than another.  Rule: TALK-1 */

import { useSignal, useSignalEffect } from '@preact/signals'
import { type Talk, emptyTalk, isEmptyTalk, talkSchema } from '@porchlight/client/port/for-me'
import { bothOf } from '@porchlight/client/port/for-me-copy'
import type { DrawerRecord } from '@porchlight/client/port/drawer-view'
import { limits } from '@porchlight/shared/domain/text-limit'
import { safeParse } from 'valibot'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { i18n } from '../copy/i18n.ts'
import { say } from '../copy/say.ts'
import type { OwnDrawer } from '../own-drawer.ts'
import { Breath } from './breath.tsx'
import { useKeeper } from './use-keeper.ts'
import { OwnText } from './own-text.tsx'
import { Readback } from './readback.tsx'
import { type TalkCard, spokenWord, talkCards } from './talk-copy.ts'

export interface TalkEnds {
  /** Half-way; what was written stays. */
  onClose: () => void
  onLetGo: () => void
  onKept: () => void
  /** Another window let it go. */
  onGone: () => void
  onInvite: (talk: Talk) => void
}

export function TalkFlow(props: { drawer: OwnDrawer; id: string; at?: number } & TalkEnds) {
  const { drawer, id } = props
  const at = useSignal(props.at ?? -1)
  const keeper = useKeeper<Talk>(drawer, {
    id,
    kind: 'talk-draft',
    empty: emptyTalk,
    read: readDraft,
    isEmpty: isEmptyTalk,
    both: bothTalks,
    whenGone: 'stop',
  })
  useSignalEffect(() => {
    if (keeper.isGone.value) props.onGone()
  })
  const talk = keeper.value.value
  const refused = keeper.refused.value
  const go = (by: 1 | -1): void => {
    at.value += by
  }
  if (at.value < 0) return <Breath onDone={() => go(1)} onClose={props.onClose} />
  const card = talkCards[at.value]

  /** Once nothing is on its way any more: what is let go must not come back. */
  const leave = async (kept: boolean): Promise<void> => {
    await keeper.settled()
    if (kept && !isEmptyTalk(keeper.value.peek())) {
      const put = await drawer.put([{ id, kind: 'talk', value: { ...keeper.value.peek() } }])
      return put.ok ? props.onKept() : undefined
    }
    const gone = await drawer.remove([id])
    if (gone.ok) props.onLetGo()
  }

  return (
    <section class="talk stack" aria-label={i18n.t('forMe.talkTitle')}>
      <div class="talk-light" aria-hidden="true" />
      {card === undefined ? (
        <div class="stack rise" key="out">
          <h2 class="center" tabIndex={-1} ref={focusOnce}>
            {i18n.t('forMe.andNow')}
          </h2>
          <Readback talk={talk} />
          <div class="ways-out">
            <button type="button" onClick={() => void leave(false)}>
              {i18n.t('forMe.letItGo')}
            </button>
            <button type="button" onClick={() => void leave(true)}>
              {i18n.t('forMe.keepIt')}
            </button>
            <button type="button" onClick={() => props.onInvite(talk)}>
              {i18n.t('forMe.makeInvitation')}
            </button>
          </div>
        </div>
      ) : (
        <Card key={card.id} card={card} talk={talk} onChange={keeper.change} />
      )}
      {refused !== undefined && (
        <p class="problem" role="alert">
          {say({ key: refusalKeys[refused] })}
        </p>
      )}
      {card !== undefined && (
        <div class="talk-ways">
          <button type="button" onClick={() => go(-1)}>
            {i18n.t('forMe.back')}
          </button>
          <button type="button" onClick={() => go(1)}>
            {i18n.t('forMe.skip')}
          </button>
          <button type="button" class="leaning" onClick={() => go(1)}>
            {i18n.t('forMe.goOn')}
          </button>
        </div>
      )}
      <div class="talk-ways quiet">
        {card === undefined && (
          <button type="button" class="bare" onClick={() => go(-1)}>
            {i18n.t('forMe.back')}
          </button>
        )}
        <button type="button" class="bare" onClick={props.onClose}>
          {i18n.t('forMe.later')}
        </button>
      </div>
    </section>
  )
}

function Card({ card, talk, onChange }: { card: TalkCard; talk: Talk; onChange: (talk: Talk) => void }) {
  const question = i18n.t(card.question as 'forMe.happened')
  if (!('own' in card)) {
    return (
      <div class="stack rise talk-card asks">
        <OwnText
          label={question}
          {...(card.hint === undefined ? {} : { hint: i18n.t(card.hint as 'forMe.happenedHint') })}
          text={talk[card.id]}
          limit={card.limit}
          rows={4}
          focused
          onText={(text) => onChange({ ...talk, [card.id]: text })}
        />
      </div>
    )
  }
  const chosen = talk[card.id]
  const toggle = (word: string): void =>
    onChange({
      ...talk,
      [card.id]: chosen.includes(word) ? chosen.filter((one) => one !== word) : [...chosen, word],
    })
  return (
    <div class="stack rise talk-card">
      <h2 class="center" tabIndex={-1} ref={focusOnce}>
        {question}
      </h2>
      <div class="words" role="group" aria-label={question}>
        {card.words.map((word) => (
          <button
            key={word}
            type="button"
            class="word"
            aria-pressed={chosen.includes(word)}
            onClick={() => toggle(word)}
          >
            {spokenWord(word)}
          </button>
        ))}
      </div>
      <OwnText
        label={i18n.t('forMe.ownWords')}
        text={talk[card.own]}
        limit={limits.reflection}
        onText={(text) => onChange({ ...talk, [card.own]: text })}
      />
    </div>
  )
}

function readDraft(record: DrawerRecord): Talk | undefined {
  const read = record.kind === 'talk-draft' ? safeParse(talkSchema, record.value) : undefined
  return read?.success === true ? read.output : undefined
}

const bothTalks = (there: Talk, mine: Talk): Talk => ({
  happened: bothOf(there.happened, mine.happened),
  says: bothOf(there.says, mine.says),
  asking: [...new Set([...there.asking, ...mine.asking])],
  askingOwn: bothOf(there.askingOwn, mine.askingOwn),
  younger: bothOf(there.younger, mine.younger),
  give: [...new Set([...there.give, ...mine.give])],
  giveOwn: bothOf(there.giveOwn, mine.giveOwn),
})

const focusOnce = (heading: HTMLElement | null): void => heading?.focus({ preventScroll: true })
