/** The caret is a person's hand: where they last pointed is where their next letter goes, whatever comes in meanwhile.
 *
 *  A browser moves its selection at once and tells of it in a task of its own; whatever reaches the editor in between would put
 *  back the selection the editor still believes in. So what the page says is read first: before a change from elsewhere, before a
 *  caret of somebody else is drawn, and before a key or a text is taken. The binding to the document (`y-tiptap` 3.0) then
 *  puts the selection back by guessing at blocks that look alike, and after an undo it does so one transaction too late; here it
 *  is put where the letter to its left is, or, where that letter was taken out and put in again, where the text around it is.
 *  Rule: AGREE-12. Decided in docs/adr/0023-the-caret-is-read-before-a-change.md. */

import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import {
  type ProsemirrorBinding,
  getRelativeSelection,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
  yUndoPluginKey,
} from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { mapBetween } from './map-between.ts'
import type { Replica } from './replica.ts'

type RelativeSelection = ReturnType<typeof getRelativeSelection>

type Binding = ProsemirrorBinding

interface UndoEvent {
  stackItem: { meta: Map<unknown, unknown> }
  origin: unknown
}

interface Kept {
  /** Where the hand was before the last change of its own. */
  before: RelativeSelection | null
}

const key = new PluginKey<Kept>('keep-caret')

export const KeepCaret = Extension.create<{ replica: Pick<Replica, 'onRemote'> | undefined }>({
  name: 'keepCaret',
  // Before the binding's and everyone's.
  priority: 2_000,

  addOptions: () => ({ replica: undefined }),

  /** A caret of somebody else's, a decoration: it changes nothing, and must not put back an old selection. */
  dispatchTransaction({ transaction, next }) {
    const { view } = this.editor
    if (this.editor.isDestroyed || transaction.docChanged || transaction.selectionSet || transaction.storedMarksSet)
      return next(transaction)
    const before = view.state
    readHand(view)
    next(view.state === before ? transaction : anew(transaction, view.state))
  },

  addProseMirrorPlugins() {
    const { replica } = this.options
    return [
      new Plugin<Kept>({
        key,
        state: {
          init: () => ({ before: null }),
          apply(tr, kept, oldState) {
            // What others did, and what is added to a change of one's own, is not where the hand was.
            if (isFromElsewhere(tr) || tr.getMeta('appendedTransaction') !== undefined) return kept
            const binding = bindingOf(oldState)
            return binding === undefined ? kept : { before: getRelativeSelection(binding, oldState) }
          },
        },
        appendTransaction: (transactions, oldState, newState) => keepPlace(transactions, oldState, newState),
        view: (view) => follow(view, replica),
        props: {
          handleDOMEvents: {
            beforeinput: typeOver,
            keydown: readFirst,
            paste: readFirst,
            cut: readFirst,
            compositionstart: readFirst,
          },
        },
      }),
    ]
  },
})

/** Takes over what the browser has done and not yet told: a selection, letters. */
function readHand(view: EditorView): void {
  if (view.isDestroyed || view.composing || !view.editable)
    return // Not in ProseMirror's types: the same call its own key handling makes.
  ;(view as unknown as { domObserver: { flush(): void } }).domObserver.flush()
}

function readFirst(view: EditorView): boolean {
  readHand(view)
  return false
}

/** A browser that replaces selected words gives the new ones their looks as an inline style, which the policy of our pages
 *  refuses aloud; it also reads the selection later than the key was pressed. */
function typeOver(view: EditorView, event: InputEvent): boolean {
  if (event.inputType !== 'insertText' || event.data === null || event.isComposing || view.composing) return false
  readHand(view)
  const { selection } = view.state
  const text = event.data
  if (selection.empty || !(selection instanceof TextSelection) || /[\r\n]/.test(text)) return false
  const insert = (): Transaction => view.state.tr.insertText(text).scrollIntoView()
  const { from, to } = selection
  if (view.someProp('handleTextInput', (handle) => handle(view, from, to, text, insert)) !== true)
    view.dispatch(insert())
  event.preventDefault()
  return true
}

function follow(view: EditorView, replica: Pick<Replica, 'onRemote'> | undefined) {
  const stopReading = replica?.onRemote(() => readHand(view))
  const { undoManager } = yUndoPluginKey.getState(view.state) as { undoManager: Y.UndoManager }
  const binding = bindingOf(view.state)
  /** Of what is under way: a change from elsewhere, an undo. */
  let atStart: RelativeSelection | null = null
  const begins = (): void => {
    atStart = binding === undefined ? null : getRelativeSelection(binding, view.state)
  }
  const added = ({ stackItem, origin }: UndoEvent): void => {
    stackItem.meta.set(binding, origin === undoManager ? atStart : key.getState(view.state)?.before)
  }
  const popped = ({ stackItem }: UndoEvent): void => {
    if (binding === undefined) return
    const kept = stackItem.meta.get(binding) as RelativeSelection | null | undefined
    // The binding sets it now, when the undo is over: it would hold for the next change, whosever that is.
    Object.assign(binding, { beforeTransactionSelection: null })
    const { tr } = view.state
    const place = (position: unknown): number | null => resolve(binding, position)
    const [anchor, head] = [place(kept?.anchor), place(kept?.head)]
    if (anchor !== null && head !== null) view.dispatch(select(tr, anchor, head).scrollIntoView())
  }
  // After the plugin that keeps the undo, which writes the same places.
  queueMicrotask(() => {
    binding?.doc.on('beforeAllTransactions', begins)
    undoManager.on('stack-item-added', added)
    undoManager.on('stack-item-popped', popped)
  })
  return {
    destroy() {
      stopReading?.()
      binding?.doc.off('beforeAllTransactions', begins)
      undoManager.off('stack-item-added', added)
      undoManager.off('stack-item-popped', popped)
    },
  }
}

/** After a change from elsewhere: each end of the selection stays where it was among the words. */
function keepPlace(transactions: readonly Transaction[], before: EditorState, after: EditorState): Transaction | null {
  const { selection } = before
  const binding = bindingOf(after)
  const isTheirs = transactions.some(isFromElsewhere) && !transactions.some(isUndo)
  if (!isTheirs || binding === undefined || !(selection instanceof TextSelection)) return null
  const kept = binding.beforeTransactionSelection
  const through = mapBetween(before.doc, after.doc)
  const place = (position: unknown, old: number): number => {
    const found = isAlive(binding.doc, position) ? resolve(binding, position) : null
    return found ?? through(old)
  }
  return select(after.tr, place(kept?.anchor, selection.anchor), place(kept?.head, selection.head))
}

interface SyncMeta {
  isChangeOrigin?: boolean
  isUndoRedoOperation?: boolean
}

const syncMeta = (tr: Transaction): SyncMeta | undefined => tr.getMeta(ySyncPluginKey) as SyncMeta | undefined
const isFromElsewhere = (tr: Transaction): boolean => syncMeta(tr)?.isChangeOrigin === true
const isUndo = (tr: Transaction): boolean => syncMeta(tr)?.isUndoRedoOperation === true

const bindingOf = (state: EditorState): Binding | undefined =>
  (ySyncPluginKey.getState(state) as { binding?: Binding } | undefined)?.binding

/** In the document as it is now; null where the place is gone. */
const resolve = ({ doc, type, mapping }: Binding, position: unknown): number | null =>
  position === null || position === undefined
    ? null
    : relativePositionToAbsolutePosition(doc, type, position, mapping as never)

/** Whether the letter, or the text, that the place leans on is still there: a block that was split or joined has its words anew. */
function isAlive(doc: Y.Doc, position: unknown): boolean {
  if (position === null || position === undefined) return false
  const { item, type } = position as Y.RelativePosition
  const id = item ?? type
  if (id === null) return true
  const leansOn = Y.getItem(doc.store, id)
  if (leansOn.deleted) return false
  const owner = leansOn.parent instanceof Y.AbstractType ? leansOn.parent._item : null
  return owner?.deleted !== true
}

/** At the nearest place where there can be a caret. */
function select(tr: Transaction, anchor: number, head: number): Transaction {
  const at = (position: number) => tr.doc.resolve(Math.min(Math.max(position, 0), tr.doc.content.size))
  return tr.setSelection(TextSelection.between(at(anchor), at(head)))
}

/** The same, of the state as it is now. */
function anew(transaction: Transaction, state: EditorState): Transaction {
  const { tr } = state
  for (const [name, value] of Object.entries((transaction as unknown as { meta: Record<string, unknown> }).meta)) {
    tr.setMeta(name, value)
  }
  return tr
}
