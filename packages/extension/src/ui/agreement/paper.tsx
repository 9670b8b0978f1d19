/** The page of paper: the fixed line nobody can edit (AGREE-2), the quiet toolbar, and the words. */

import type { Editor } from '@tiptap/core'
import { useSignal } from '@preact/signals'
import { useContext, useEffect, useId, useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { StarterId } from '@porchlight/shared/domain/agreement'
import type { PartnerId } from '@porchlight/shared/domain/roster'
import type { CoupleView } from '@porchlight/shared/domain/view'
import { say } from '../copy/say.ts'
import { AdviceCard, type AdviceTold } from '../wording-help/advice-card.tsx'
import { adviceOf } from '../wording-help/editor-advice.ts'
import { WordingHelp } from '../wording-help/wording-help-context.ts'
import { createAgreementEditor } from './editor.ts'
import type { Replica } from './replica.ts'
import { StartFrom } from './start-from.tsx'
import { starterContent } from './starters.ts'
import { Toolbar } from './toolbar.tsx'

export function Paper(props: {
  replica: Replica
  couple: CoupleView
  name: string
  others: string[]
  readOnly: boolean
  /** Must stay the same function, or the editor is made anew. */
  onEdit: (empty: boolean) => void
  onStart: (starter: StarterId) => void
}) {
  const { replica, couple, onEdit, readOnly } = props
  const place = useRef<HTMLDivElement>(null)
  const editor = useSignal<Editor | undefined>(undefined)
  const empty = useSignal(true)
  const hasTheirs = useSignal(false)
  const told = useSignal<AdviceTold | undefined>(undefined)
  const adviceId = useId()
  const isAdvised = useContext(WordingHelp)

  useEffect(() => {
    if (place.current === null) return undefined
    const made = createAgreementEditor({
      element: place.current,
      replica,
      me: couple.me,
      label: i18n.t('agreement.editor'),
      advice: {
        describedBy: adviceId,
        onTold: (advice) => {
          told.value = advice
        },
        focusCard: () => document.getElementById(adviceId)?.parentElement?.querySelector('button')?.focus(),
      },
    })
    const edited = (): void => {
      empty.value = made.isEmpty
      hasTheirs.value = hasWordsOf(made, couple.me === 'a' ? 'b' : 'a')
      onEdit(made.isEmpty)
    }
    made.on('update', edited)
    made.on('create', edited)
    edited()
    editor.value = made
    return () => {
      editor.value = undefined
      made.destroy()
    }
  }, [replica, couple.me, onEdit, editor, empty, hasTheirs, told, adviceId])

  useEffect(() => {
    editor.value?.setEditable(!readOnly, false)
  }, [readOnly, editor.value])

  const advice = editor.value && adviceOf(editor.value)
  useEffect(() => advice?.turn(isAdvised && !readOnly), [advice, isAdvised, readOnly])

  const start = (starter: StarterId): void => {
    editor.peek()?.commands.setContent(starterContent(starter, (key) => say({ key })))
    props.onStart(starter)
  }

  const agreed = couple.agreement.inForce?.isDraft === true
  return (
    <section class="paper" data-me={couple.me} data-agreed={agreed ? '' : undefined}>
      <p class="fixed-line">{i18n.t('agreement.fixedLine')}</p>
      <div class="paper-tools">
        {editor.value && <Toolbar editor={editor.value} />}
        <StartFrom asks={() => !empty.peek()} onStart={start} />
      </div>
      <div class="words-place" ref={place} data-empty={empty.value ? i18n.t('agreement.empty') : undefined} />
      <AdviceCard id={adviceId} told={told.value} onPut={(way) => advice?.put(way)} onLeave={() => advice?.leave()} />
      <div class="paper-foot soft">
        {!agreed && hasTheirs.value && (
          <p class="legend">
            <span class="hidden">{i18n.t('agreement.legend')}: </span>
            <span class="swatch mine">{i18n.t('agreement.writtenByMe')}</span>
            <span class="swatch theirs">{i18n.t('agreement.writtenByOther', { name: props.name })}</span>
          </p>
        )}
        <p role="status">{props.others.map((name) => i18n.t('agreement.here', { name })).join(' ')}</p>
      </div>
    </section>
  )
}

function hasWordsOf(editor: Editor, partner: PartnerId): boolean {
  let found = false
  editor.state.doc.descendants((node) => {
    found ||= node.marks.some((mark) => mark.type.name === 'author' && mark.attrs['by'] === partner)
    return !found
  })
  return found
}
