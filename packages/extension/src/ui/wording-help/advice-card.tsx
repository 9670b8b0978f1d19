/** Under what somebody writes: in one line why a place might land hard, one or two other ways to say it, and *Leave it*.
 *  Rules: WORD-1, WORD-3 */

import './wording-help.css'
import type { ComponentChildren } from 'preact'
import { i18n } from '../copy/i18n.ts'

export interface AdviceTold {
  /** The words that are underlined. */
  words: string
  why: string
  ways: string[]
}

/** The line is there from the beginning, empty, so that a screen reader says politely what comes into it. */
export function AdviceCard(props: {
  id: string
  told: AdviceTold | undefined
  onPut: (way: number) => void
  onLeave: () => void
}) {
  const { told } = props
  return (
    <div
      class="advice"
      role="group"
      aria-label={i18n.t('wordingHelp.title')}
      data-told={told === undefined ? undefined : ''}
    >
      <p id={props.id} class="advice-why" role="status">
        {told !== undefined && <Why {...told} />}
      </p>
      {told !== undefined && (
        <>
          <ul class="advice-ways">
            {told.ways.map((way, index) => (
              <li key={way}>
                <button
                  type="button"
                  aria-label={i18n.t('wordingHelp.put', { way })}
                  onClick={() => props.onPut(index)}
                >
                  {way}
                </button>
              </li>
            ))}
          </ul>
          <button type="button" class="bare advice-leave" onClick={props.onLeave}>
            {i18n.t('wordingHelp.leave')}
          </button>
        </>
      )}
    </div>
  )
}

const Why = ({ words, why }: AdviceTold): ComponentChildren => (
  <>
    <b>{i18n.t('wordingHelp.words', { words })}</b> {why}
  </>
)
