/** The quiet toolbar above the words: bold, italic, heading, lists. */

import type { Editor } from '@tiptap/core'
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { i18n } from '../copy/i18n.ts'

interface Style {
  label: string
  picture: ComponentChildren
  on: (editor: Editor) => boolean
  toggle: (editor: Editor) => void
}

const styles = (): Style[] => [
  {
    label: i18n.t('agreement.bold'),
    picture: <b>B</b>,
    on: (editor) => editor.isActive('bold'),
    toggle: (editor) => editor.chain().focus().toggleBold().run(),
  },
  {
    label: i18n.t('agreement.italic'),
    picture: <i>I</i>,
    on: (editor) => editor.isActive('italic'),
    toggle: (editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    label: i18n.t('agreement.heading'),
    picture: <span>H</span>,
    on: (editor) => editor.isActive('heading'),
    toggle: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
  },
  {
    label: i18n.t('agreement.bulletList'),
    picture: <Lines dots />,
    on: (editor) => editor.isActive('bulletList'),
    toggle: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    label: i18n.t('agreement.orderedList'),
    picture: <Lines />,
    on: (editor) => editor.isActive('orderedList'),
    toggle: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
]

export function Toolbar({ editor }: { editor: Editor }) {
  const painted = useSignal(0)
  useRepaintAt(editor, painted)
  void painted.value
  return (
    <div class="toolbar" role="group" aria-label={i18n.t('agreement.toolbar')}>
      {styles().map(({ label, picture, on, toggle }) => (
        <button
          key={label}
          type="button"
          class="bare"
          aria-label={label}
          title={label}
          aria-pressed={on(editor)}
          // A press must not take the selection out of the words.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => toggle(editor)}
        >
          {picture}
        </button>
      ))}
    </div>
  )
}

function useRepaintAt(editor: Editor, painted: Signal<number>): void {
  useEffect(() => {
    const repaint = (): void => {
      painted.value += 1
    }
    editor.on('transaction', repaint)
    return () => {
      editor.off('transaction', repaint)
    }
  }, [editor, painted])
}

const Lines = ({ dots = false }: { dots?: boolean }) => (
  <svg viewBox="0 0 18 14" width="18" height="14" aria-hidden="true">
    <path d="M7 2h10M7 7h10M7 12h10" stroke="currentColor" stroke-width="1.600" stroke-linecap="round" />
    {dots ? (
      <path d="M2 2h.01M2 7h.01M2 12h.01" stroke="currentColor" stroke-width="3" stroke-linecap="round" />
    ) : (
      <path
        d="M1.500 1.300 2.600.8v2.700M1.300 6h1.500L1.300 8.200h1.600M1.300 10.700h1.500l-.8 1c.9 0 1 1.400-.6 1.200"
        fill="none"
        stroke="currentColor"
        stroke-width=".9"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    )}
  </svg>
)
