/** Wording help in the editor of the agreement: decorations over what its writer typed, and never a change of the text but by a
 *  press. It reads the paragraphs touched here, after a pause; the other's words are theirs.  Rule: WORD-3 */

import { type Editor, Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap'
import type { PartnerId } from '@porchlight/shared/domain/roster'
import type { Advice, Adviser } from '@porchlight/shared/wording-help/advice'
import { mapBetween } from '../agreement/map-between.ts'
import type { AdviceTold } from './advice-card.tsx'
import { loadAdviser, pauseMs } from './load-adviser.ts'
import { leftAs, placesShown, placeTold } from './marked-places.ts'

export interface EditorAdvice {
  /** Off: nothing is read, and nothing underlined. */
  turn(on: boolean): void
  /** Puts a way to say it in the place of the words; one step of undo. */
  put(way: number): void
  leave(): void
}

export interface EditorAdviceOptions {
  me: PartnerId
  /** Id of the line that says why. */
  describedBy: string
  onTold: (told: AdviceTold | undefined) => void
  /** Goes to what is offered. */
  focusCard: () => void
}

/** What is underlined, in positions of the document, and where somebody typed since they came. */
interface Read {
  places: Advice[]
  touched: number[]
}

const key = new PluginKey<Read>('wording-help')

const nothing: EditorAdviceOptions = { me: 'a', describedBy: '', onTold: () => undefined, focusCard: () => undefined }

interface Storage {
  advice: EditorAdvice | undefined
}

export function adviceOf(editor: Editor): EditorAdvice | undefined {
  return (editor.storage as { wordingAdvice?: Storage }).wordingAdvice?.advice
}

export const WordingAdvice = Extension.create<EditorAdviceOptions, Storage>({
  name: 'wordingAdvice',
  addOptions: () => nothing,
  addStorage: () => ({ advice: undefined }),

  addKeyboardShortcuts() {
    return {
      'Mod-.': () => {
        if ((key.getState(this.editor.state)?.places.length ?? 0) === 0) return false
        this.options.focusCard()
        return true
      },
    }
  },

  addProseMirrorPlugins() {
    const { options, storage } = this
    return [
      new Plugin<Read>({
        key,
        state: { init: () => ({ places: [], touched: [] }), apply: follow },
        props: {
          decorations: (state) => decorationsOf(state, options.describedBy),
        },
        view: (view) => {
          const reader = createReader(view, options)
          storage.advice = reader
          return reader
        },
      }),
    ]
  },
})

interface SyncMeta {
  isChangeOrigin?: boolean
  isUndoRedoOperation?: boolean
}

/** Places move with the words; what is changed within one takes its mark away until it is read anew. */
function follow(tr: Transaction, read: Read, before: EditorState, after: EditorState): Read {
  const told = tr.getMeta(key) as Partial<Read> | undefined
  if (told !== undefined) return { ...read, ...told }
  if (!tr.docChanged) return read
  const sync = tr.getMeta(ySyncPluginKey) as SyncMeta | undefined
  const isTheirs = sync?.isChangeOrigin === true
  // What comes from elsewhere replaces the whole document, which no mapping sees through.
  const between = isTheirs ? mapBetween(before.doc, after.doc) : undefined
  const move = (at: number, side: number): number => between?.(at) ?? tr.mapping.map(at, side)
  const places = read.places.flatMap((place) => {
    const [from, to] = [move(place.from, 1), move(place.to, -1)]
    const same = before.doc.textBetween(place.from, place.to) === after.doc.textBetween(from, Math.max(from, to))
    return same ? [{ ...place, from, to }] : []
  })
  const touched = read.touched.map((at) => move(at, -1))
  const isMine = !isTheirs || sync?.isUndoRedoOperation === true
  return { places, touched: isMine ? [...touched, after.selection.from] : touched }
}

function decorationsOf(state: EditorState, describedBy: string): DecorationSet {
  const { places } = key.getState(state) ?? { places: [] }
  const told = placeTold(places, state.selection.head)
  return DecorationSet.create(
    state.doc,
    places.map((place) =>
      Decoration.inline(place.from, place.to, {
        class: 'advised-words',
        role: 'mark',
        ...(place === told && { 'data-told': '', 'aria-describedby': describedBy }),
      }),
    ),
  )
}

function createReader(view: EditorView, options: EditorAdviceOptions) {
  let adviser: Adviser | undefined
  let isOn = false
  let timer: number | undefined
  let left: ReadonlySet<string> = new Set()
  let toldBefore: Advice | undefined

  const stateNow = (): Read => key.getState(view.state) ?? { places: [], touched: [] }
  const toldNow = (): Advice | undefined => placeTold(stateNow().places, view.state.selection.head)
  const show = (places: Advice[]): void => view.dispatch(view.state.tr.setMeta(key, { places }))

  const read = (): void => {
    if (view.isDestroyed || adviser === undefined || !isOn) return
    const { doc } = view.state
    const { touched } = stateNow()
    const blocks = new Map(touched.map((at) => blockAt(doc, at)).map((block) => [block.start, block]))
    const found = [...blocks.values()]
      .sort((a, b) => a.start - b.start)
      .flatMap(({ node, start }) => adviceIn(node, start, adviser))
      .filter(({ from, to }) => !isTheirs(doc, from, to, options.me))
    view.dispatch(
      view.state.tr.setMeta(key, {
        places: shownIn(doc, found, left),
        touched: [...blocks.keys()],
      }),
    )
  }
  const readAfterPause = (): void => {
    clearTimeout(timer)
    if (!isOn) return
    timer = window.setTimeout(() => {
      void loadAdviser(adviser).then((loaded) => {
        adviser = loaded
        // What is being composed is not done yet.
        if (view.composing) readAfterPause()
        else read()
      })
    }, pauseMs)
  }
  const tell = (): void => {
    const told = toldNow()
    if (told === toldBefore) return
    toldBefore = told
    options.onTold(
      told && {
        words: view.state.doc.textBetween(told.from, told.to, ' ', ' '),
        why: told.why,
        ways: told.ways.map(({ text }) => text),
      },
    )
  }
  return {
    turn(on: boolean): void {
      isOn = on
      clearTimeout(timer)
      if (!on && stateNow().places.length > 0) show([])
    },
    put(way: number): void {
      const before = toldNow()
      // First, since what takes the focus also takes over where the browser has the caret.
      view.focus()
      // As it is now: somebody may have typed on since it was read.
      read()
      const place = stateNow().places.find(({ from, rule }) => from === before?.from && rule === before.rule)
      const chosen = place?.ways[way]
      if (chosen === undefined) return
      const { undoManager } = yUndoPluginKey.getState(view.state) as { undoManager: { stopCapturing(): void } }
      undoManager.stopCapturing()
      const tr = view.state.tr.insertText(chosen.text, chosen.from, chosen.to)
      const end = chosen.from + chosen.text.length
      view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView())
      undoManager.stopCapturing()
    },
    leave(): void {
      const place = toldNow()
      if (place === undefined) return
      left = new Set([...left, leftAs(place, view.state.doc.textBetween(place.from, place.to))])
      view.focus()
      show(shownIn(view.state.doc, stateNow().places, left))
    },
    update(_view: EditorView, before: EditorState): void {
      if (!view.state.doc.eq(before.doc)) readAfterPause()
      tell()
    },
    destroy(): void {
      clearTimeout(timer)
    },
  } satisfies EditorAdvice & { update: unknown; destroy: unknown }
}

function blockAt(doc: Node, at: number): { node: Node; start: number } {
  const place = doc.resolve(Math.min(Math.max(at, 0), doc.content.size))
  return { node: place.parent, start: place.start() }
}

/** In positions of the document. A line break within a paragraph takes one place, as the letter it stands for does. */
function adviceIn(block: Node, start: number, adviser: Adviser | undefined): Advice[] {
  if (adviser === undefined || !block.isTextblock) return []
  const text = block.textBetween(0, block.content.size, undefined, '\n')
  return adviser.advise(text).map((advice) => ({
    ...advice,
    from: advice.from + start,
    to: advice.to + start,
    ways: advice.ways.map((way) => ({ ...way, from: way.from + start, to: way.to + start })),
  }))
}

/** Nobody is advised on what the other wrote. */
function isTheirs(doc: Node, from: number, to: number, me: PartnerId): boolean {
  let found = false
  doc.nodesBetween(from, to, (node) => {
    found ||= node.marks.some((mark) => mark.type.name === 'author' && mark.attrs['by'] !== me)
    return !found
  })
  return found
}

function shownIn(doc: Node, found: Advice[], left: ReadonlySet<string>): Advice[] {
  return placesShown({ slice: (from, to) => doc.textBetween(from, to) }, found, left)
}
