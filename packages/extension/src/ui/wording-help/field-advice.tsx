/** Wording help for a field of a form: the places underlined behind the words, and what is said about one of them. Reads after a
 *  pause; the field, its value and what sends it stay as they are.  Rule: WORD-3 */

import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import type { Signal } from '@preact/signals'
import type { Advice, Adviser } from '@porchlight/shared/wording-help/advice'
import { AdviceCard } from './advice-card.tsx'
import { loadAdviser, pauseMs } from './load-adviser.ts'
import { leftAs, placesShown, placesUntouched, placeTold } from './marked-places.ts'

type Field = HTMLInputElement | HTMLTextAreaElement

export interface FieldAdviceProps {
  field: Field
  value: Signal<string>
  /** Told the id of the line that says why, while there is one. */
  onTold: (id: string | undefined) => void
}

export function FieldAdvice({ field, value, onTold }: FieldAdviceProps) {
  const id = useId()
  const adviser = useRef<Adviser | undefined>(undefined)
  const read = useSignal<{ text: string; found: Advice[] }>({ text: '', found: [] })
  const left = useSignal<ReadonlySet<string>>(new Set())
  const caret = useSignal(0)
  const text = value.value

  const places = useComputed(() => {
    const { text, found } = read.value
    const shown = placesShown(text, found, left.value)
    return text === value.value ? shown : placesUntouched(text, value.value, shown)
  })
  const told = useComputed(() => placeTold(places.value, caret.value))

  useEffect(() => {
    let isWanted = true
    const timer = setTimeout(() => {
      void loadAdviser(adviser.current).then((loaded) => {
        adviser.current = loaded
        if (isWanted && loaded !== undefined) read.value = { text, found: loaded.advise(text) }
      })
    }, pauseMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [text, read])
  useEffect(() => {
    const look = (): void => {
      caret.value = field.selectionStart ?? 0
    }
    const looks = ['keyup', 'click', 'input', 'focus'] as const
    for (const name of looks) field.addEventListener(name, look)
    look()
    return () => {
      for (const name of looks) field.removeEventListener(name, look)
    }
  }, [field, caret])
  const isTold = told.value !== undefined
  useEffect(() => onTold(isTold ? id : undefined), [isTold, id, onTold])

  const put = (way: number): void => {
    // As it is now: somebody may have typed on since it was read.
    const before = told.peek()
    const now = adviser.current
      ?.advise(value.peek())
      .find(({ from, rule }) => from === before?.from && rule === before.rule)
    const chosen = now?.ways[way]
    if (chosen !== undefined) putInto(field, chosen)
  }
  const leave = (): void => {
    const place = told.peek()
    if (place === undefined) return
    left.value = new Set([...left.peek(), leftAs(place, value.peek().slice(place.from, place.to))])
    field.focus()
  }
  return (
    <>
      <Underlines field={field} text={text} places={places.value} told={told.value} />
      <AdviceCard
        id={id}
        told={
          told.value && {
            words: text.slice(told.value.from, told.value.to),
            why: told.value.why,
            ways: told.value.ways.map((way) => way.text),
          }
        }
        onPut={put}
        onLeave={leave}
      />
    </>
  )
}

/** One step of the field's own undo. `execCommand` is the only way there is to write into a field so that it can be undone. */
function putInto(field: Field, { from, to, text }: { from: number; to: number; text: string }): void {
  field.focus()
  field.setSelectionRange(from, to)
  if (document.execCommand('insertText', false, text)) return
  field.setRangeText(text, from, to, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** The same text over the field, itself not to be seen, with its places underlined: a field has no marks of its own. */
function Underlines(props: { field: Field; text: string; places: Advice[]; told: Advice | undefined }) {
  const { field, text, places } = props
  const layer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const follow = (): void => {
      if (layer.current === null) return
      // Without the room a scroll bar takes, and as far down as the field is scrolled.
      layer.current.style.width = `${field.clientWidth}px`
      layer.current.style.height = `${field.clientHeight}px`
      layer.current.scrollTo(field.scrollLeft, field.scrollTop)
    }
    follow()
    field.addEventListener('scroll', follow)
    const sizes = new ResizeObserver(follow)
    sizes.observe(field)
    return () => {
      field.removeEventListener('scroll', follow)
      sizes.disconnect()
    }
  }, [field, text, places])
  const pieces = places.map((place, index) => [
    text.slice(places[index - 1]?.to ?? 0, place.from),
    <span key={place.from} class="advised-words" data-told={place === props.told ? '' : undefined}>
      {text.slice(place.from, place.to)}
    </span>,
  ])
  return (
    <div
      class="advised-layer"
      data-single={field instanceof HTMLInputElement ? '' : undefined}
      aria-hidden="true"
      ref={layer}
    >
      {pieces}
      {text.slice(places.at(-1)?.to ?? 0)}
      {'\u200b'}
    </div>
  )
}
