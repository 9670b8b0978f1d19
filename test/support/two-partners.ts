/** Two partners with two devices each, their documents in memory, and a wall clock a test moves by hand.
 *  `does` acts and lets everyone who is online know; `doesOffline` acts alone until the next `sync`. */

import { type Command, type Outcome, execute } from '@porchlight/shared/domain/command'
import type { Terms } from '@porchlight/shared/domain/agreement'
import { draftOf, initialiseCouple } from '@porchlight/shared/domain/document'
import { type Facts, factsOf } from '@porchlight/shared/domain/facts'
import { freshDocument } from '@porchlight/shared/domain/fresh-document'
import { type PartnerId, type Roster, rosterFromDevices } from '@porchlight/shared/domain/roster'
import { tidy } from '@porchlight/shared/domain/tidy'
import { type CoupleView, coupleView } from '@porchlight/shared/domain/view'
import * as Y from 'yjs'
import { createSeededRandom } from './seeded-random.ts'

export const deviceNames = ['a1', 'a2', 'b1', 'b2'] as const
export type DeviceName = (typeof deviceNames)[number]

/** Base64url of 16 bytes; by their bytes a1 < a2 < b1 < b2. */
export const deviceIds: Record<DeviceName, string> = {
  a1: 'AAAAAAAAAAAAAAAAAAAAAQ',
  a2: 'AAAAAAAAAAAAAAAAAAAAAg',
  b1: 'BAAAAAAAAAAAAAAAAAAAAQ',
  b2: 'BAAAAAAAAAAAAAAAAAAAAg',
}

export const startMs = Date.UTC(2026, 10, 21, 12)
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export type TwoPartners = ReturnType<typeof createTwoPartners>

/** @param devices those in use; a missing partner has not joined yet */
export function createTwoPartners({
  seed = 1,
  devices = deviceNames,
}: {
  seed?: number
  devices?: readonly DeviceName[]
} = {}) {
  const random = createSeededRandom(seed)
  const docs = new Map(devices.map((name) => [name, new Y.Doc()]))
  const offline = new Set<DeviceName>()
  const clockOffMs = new Map<DeviceName, number>()
  let roster: Roster = rosterFromDevices(devices.map((name) => ({ id: deviceIds[name], person: personOf(name) })))
  let nowMs = startMs

  const docFor = (name: DeviceName): Y.Doc => {
    const doc = docs.get(name)
    if (doc === undefined) throw new Error(`${name} is not in use`)
    return doc
  }
  const nowFor = (name: DeviceName): number => nowMs + (clockOffMs.get(name) ?? 0)
  const contextFor = (name: DeviceName) => ({ device: deviceIds[name], roster, now: nowFor(name), random })

  const sync = (...names: DeviceName[]): void => {
    const together = names.length > 0 ? names : [...docs.keys()].filter((name) => !offline.has(name))
    const update = Y.mergeUpdates(together.map((name) => Y.encodeStateAsUpdate(docFor(name))))
    for (const name of together) Y.applyUpdate(docFor(name), update)
  }
  const doesOffline = (name: DeviceName, command: Command): Outcome => execute(docFor(name), command, contextFor(name))
  const does = (name: DeviceName, command: Command): Outcome => {
    const outcome = doesOffline(name, command)
    sync()
    return outcome
  }
  const facts = (name: DeviceName): Facts => factsOf(docFor(name), roster)
  const view = (name: DeviceName): CoupleView => coupleView(facts(name), deviceIds[name], nowFor(name))
  const write = (text: string, name: DeviceName = devices[0] ?? 'a1'): void => {
    const doc = docFor(name)
    doc.transact(() => {
      const draft = draftOf(doc)
      draft.delete(0, draft.length)
      draft.insert(0, text.split('\n').map(paragraph))
    })
    sync()
  }
  const hash = (name: DeviceName): string => {
    const { draft } = view(name).agreement
    return draft.state === 'fit' ? draft.hash : draft.reason
  }

  initialiseCouple(docFor(devices[0] ?? 'a1'), { device: deviceIds[devices[0] ?? 'a1'], name: 'Ada' })
  sync()

  return {
    random,
    doc: docFor,
    now: nowFor,
    facts,
    view,
    light: (name: DeviceName) => view(name).light,
    write,
    hash,
    sync,
    does,
    doesOffline,
    context: contextFor,
    roster: () => roster,
    remove(name: DeviceName) {
      roster = rosterFromDevices(
        roster.devices.map((device) => (device.id === deviceIds[name] ? { ...device, gone: true } : device)),
      )
    },
    goesOffline: (name: DeviceName) => void offline.add(name),
    comesOnline(name: DeviceName) {
      offline.delete(name)
      sync()
    },
    wait(ms: number) {
      nowMs += ms
    },
    setClock(name: DeviceName, offMs: number) {
      clockOffMs.set(name, offMs)
    },
    tidy: (name: DeviceName): boolean => tidy(docFor(name), contextFor(name)),
    /** A fresh document in the old one's place, on all devices (DOC-4). All must be online and in step. */
    startAfresh(by: DeviceName = devices[0] ?? 'a1'): void {
      const fresh = freshDocument(docFor(by), nowMs)
      if (fresh === undefined) throw new Error('refused')
      for (const name of docs.keys()) {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(fresh))
        docs.set(name, doc)
      }
    },
    /** The same document in a new process: a new Yjs client id. */
    restart(name: DeviceName) {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(docFor(name)))
      docs.set(name, doc)
    },
    /** Both say yes to a text; the light is then with the first holder. */
    agree(terms: Partial<Terms> = {}, text = 'We take turns.'): void {
      does('a1', { kind: 'set-terms', terms })
      write(text)
      does('a1', { kind: 'consent', hash: hash('a1') })
      does('b1', { kind: 'consent', hash: hash('b1') })
    },
    /** The number of the turn as `a1` sees it. */
    turn: (name: DeviceName = 'a1'): number => {
      const { turn } = facts(name)
      if (turn === undefined) throw new Error('no agreement is in force')
      return turn.number
    },
  }
}

export function personOf(name: DeviceName): PartnerId {
  return name.startsWith('a') ? 'a' : 'b'
}

export function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  if (text !== '') element.insert(0, [new Y.XmlText(text)])
  return element
}
