/** The panel's own copy of the couple's document: typing cannot wait for another process. Kept in step with the
 *  background's over the channel by state vectors and updates (docs/ports.md), in both directions:
 *
 *    at each connection   here → `sv`      there → `update`, `sv`      here → `update`
 *    at each change       `update` at once, so that closing the panel loses nothing
 *    `fresh`              the old copy is thrown away and a new one asked for (DOC-4)
 *
 *  Carets: Tiptap keeps them in an Awareness, which here belongs to this copy alone; it never goes on a wire. */

import { type ReadonlySignal, signal } from '@preact/signals'
import { base64UrlFromBytes, bytesFromBase64Url } from '@porchlight/shared/bytes'
import type { Stop } from '@porchlight/shared/capabilities'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Caret } from '@porchlight/client/port/port'
import type { Channel } from '../channel.ts'

export interface Replica {
  doc: Y.Doc
  awareness: Awareness
  /** Told before what comes from the background changes it. */
  onRemote(listener: () => void): Stop
}

export interface Replicas {
  /** Undefined until the first answer: nothing is typed into a copy that is not yet one. */
  current: ReadonlySignal<Replica | undefined>
  /** Names of those who have the editor open elsewhere. */
  others: ReadonlySignal<string[]>
  /** To be called at each connection of the channel. */
  greet(): void
  /** To be called on `pagehide`. */
  leave(): void
  stop: Stop
}

const fromBackground = Symbol('from the background')

/** Six digits: the editor takes no other form. Drawn as `--rose` by agreement.css. */
const caretColor = '#c2506a'

export function createReplicas(channel: Channel): Replicas {
  const current = signal<Replica | undefined>(undefined)
  const others = signal<string[]>([])
  let replica = open()
  let lastUpdate: string | undefined
  let lastCaret = ''
  /** Of which document this is a copy; undefined while it holds nothing. */
  let gen: number | undefined

  function open(): Replica & { remote(): void } {
    const doc = new Y.Doc()
    const awareness = new Awareness(doc)
    const listeners = new Set<() => void>()
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === fromBackground) return
      lastUpdate = base64UrlFromBytes(update)
      channel.send({ t: 'update', u: lastUpdate })
    })
    awareness.on('update', () => {
      if (current.peek()?.doc === doc) sendCaret(caretOf({ doc, awareness }))
    })
    return {
      doc,
      awareness,
      remote: () => listeners.forEach((listener) => listener()),
      onRemote(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
  }

  function sendCaret(caret: Caret | null): void {
    const text = JSON.stringify(caret)
    if (text === lastCaret) return
    lastCaret = text
    channel.send({ t: 'caret', caret })
  }

  function greet(): void {
    const sv = base64UrlFromBytes(Y.encodeStateVector(replica.doc))
    channel.send({ t: 'sv', sv, ...(gen === undefined ? {} : { gen }) })
    lastCaret = ''
    if (current.peek() !== undefined) sendCaret(caretOf(replica))
  }

  const stop = channel.onMessage((message) => {
    switch (message.t) {
      case 'update': {
        const update = bytesFromBase64Url(message.u)
        if (update === undefined) return
        replica.remote()
        Y.applyUpdate(replica.doc, update, fromBackground)
        if (current.peek() !== replica) {
          current.value = replica
          sendCaret(caretOf(replica))
        }
        return
      }
      case 'sv': {
        gen = message.gen
        const missing = Y.encodeStateAsUpdate(replica.doc, bytesFromBase64Url(message.sv))
        channel.send({ t: 'update', u: base64UrlFromBytes(missing) })
        return
      }
      case 'carets':
        showCarets(replica, message.carets)
        others.value = [...new Set(message.carets.map(({ name }) => name))]
        return
      case 'fresh':
        current.value = undefined
        gen = undefined
        lastUpdate = undefined
        close(replica)
        replica = open()
        greet()
        return
      case 'view':
      case 'result':
      case 'drawer':
      case 'drawer-change':
        return
    }
  })

  return {
    current,
    others,
    greet,
    leave() {
      if (lastUpdate !== undefined) channel.send({ t: 'update', u: lastUpdate })
      sendCaret(null)
    },
    stop() {
      stop()
      close(replica)
    },
  }
}

function close({ doc, awareness }: Replica): void {
  awareness.destroy()
  doc.destroy()
}

/** Where the local caret is; anchor and head are null while nothing is selected. */
function caretOf({ doc, awareness }: Pick<Replica, 'doc' | 'awareness'>): Caret {
  const cursor = awareness.getLocalState()?.['cursor'] as { anchor: unknown; head: unknown } | null | undefined
  const encode = (position: unknown): string | null =>
    position === undefined || position === null
      ? null
      : base64UrlFromBytes(Y.encodeRelativePosition(Y.createRelativePositionFromJSON(position)))
  return { r: doc.clientID, a: encode(cursor?.anchor), h: encode(cursor?.head) }
}

/** Puts the others' carets where the editor looks for them, exactly as given; who is not given is gone. */
function showCarets({ doc, awareness }: Replica, carets: { name: string; caret: Caret }[]): void {
  const { states } = awareness
  const before = [...states.keys()].filter((id) => id !== doc.clientID)
  const given = carets.filter(({ caret }) => caret.r !== doc.clientID)
  for (const id of before) states.delete(id)
  for (const { name, caret } of given) {
    const anchor = positionFrom(caret.a)
    const head = positionFrom(caret.h)
    const cursor = anchor === undefined || head === undefined ? null : { anchor, head }
    states.set(caret.r, { user: { name, color: caretColor }, cursor })
  }
  const now = given.map(({ caret }) => caret.r)
  const change = {
    added: now.filter((id) => !before.includes(id)),
    updated: now.filter((id) => before.includes(id)),
    removed: before.filter((id) => !now.includes(id)),
  }
  awareness.emit('change', [change, fromBackground])
}

function positionFrom(text: string | null): unknown {
  const bytes = text === null ? undefined : bytesFromBase64Url(text)
  return bytes === undefined ? undefined : Y.relativePositionToJSON(Y.decodeRelativePosition(bytes))
}
