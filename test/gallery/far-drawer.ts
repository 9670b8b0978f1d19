/** The background's part of *For me*: a drawer that takes what it is given, with something in it or in one of its other states. */

import type { DrawerRecord, DrawerView, Json } from '@porchlight/client/port/drawer-view'
import { emptyTalk } from '@porchlight/client/port/for-me'
import type { FromScreen, ToScreen } from '@porchlight/client/port/port'

const record = (id: string, kind: string, value: Json): DrawerRecord => ({ id, kind, value, rev: `rev-${id}` })
const some: DrawerRecord[] = [
  record('plan/1', 'plan', { text: 'The old record shop, then soup.', next: true, n: 1 }),
  record('plan/2', 'plan', { text: 'Draw the bath, say nothing, leave a note.', n: 2 }),
  record('care/health', 'care', { text: 'Swim on Tuesdays.' }),
  record('care/friends', 'care', { text: 'Call Jo.' }),
]
const draft = record('talk/1', 'talk-draft', {
  ...emptyTalk,
  happened: 'You came home, went past me, and sat down with your phone.',
  says: 'That I am furniture.',
  asking: ['close', 'seen'],
  younger: 'You were never too much. They were tired.',
  give: ['calm'],
})
const kept = [
  record('talk/2', 'talk', { ...emptyTalk, happened: 'The plans for Sunday changed, and I heard it last.' }),
  record('kept/1', 'kept', {
    title: 'Where would we go, if Friday were free?',
    text: 'You: the lake.\nMe: nowhere. Pancakes.',
  }),
]

export function createFarDrawer(
  channel: { tell(message: ToScreen): void; heard(listener: (message: FromScreen) => void): void },
  what: string | undefined,
): void {
  channel.heard((message) => {
    if (message.t === 'drawer') return channel.tell({ t: 'drawer', drawer: drawerOf(what) })
    if (message.t !== 'command') return
    const { command } = message
    if (command.kind === 'put-in-drawer') {
      const put = command.entries.map(({ id, kind, value }) => ({ id, kind, value, rev: crypto.randomUUID() }))
      channel.tell({ t: 'drawer-change', change: { state: 'ready', put, removed: [] } })
    } else if (command.kind === 'take-from-drawer') {
      channel.tell({ t: 'drawer-change', change: { state: 'ready', put: [], removed: command.ids } })
    }
  })
}

function drawerOf(what: string | undefined): DrawerView {
  switch (what) {
    case 'empty':
      return { state: 'ready', records: [] }
    case 'full':
      return { state: 'full', records: [...some, ...kept] }
    case 'draft':
      return { state: 'ready', records: [...some, draft, ...kept] }
    case 'unreadable':
      return { state: 'unreadable' }
    default:
      return { state: 'ready', records: some }
  }
}
