/** *What counts as reaching out*: four ready ways and the couple's own, up to twenty (AGREE-8). */

import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import { type Way, maxWays } from '@porchlight/shared/domain/agreement'
import { cleanLine, limits } from '@porchlight/shared/domain/text-limit'
import { TextField } from '../parts/text-field.tsx'
import { readyWays, wayWords } from './terms-copy.ts'

export function WaysList({ ways, onChange }: { ways: Way[]; onChange: (ways: Way[]) => void }) {
  const own = useSignal('')
  const id = useId()
  const words = ways.map(wayWords)
  const missing = readyWays.filter((k) => !ways.some((way) => 'k' in way && way.k === k))
  const add = (): void => {
    const text = cleanLine(own.value)
    if (text === '' || words.includes(text) || ways.length >= maxWays) return
    own.value = ''
    onChange([...ways, { x: text }])
  }
  return (
    <div class="field">
      <span class="label" id={id}>
        {i18n.t('agreement.counts')}
      </span>
      {/* A list without bullets is no list to some screen readers unless it says so. */}
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles */}
      <ul role="list" class="ways" aria-labelledby={id}>
        {ways.map((way) => (
          <li key={wayWords(way)}>
            <bdi>{wayWords(way)}</bdi>
            <button
              type="button"
              class="bare"
              aria-label={i18n.t('agreement.remove', { what: wayWords(way) })}
              onClick={() => onChange(ways.filter((other) => other !== way))}
            >
              <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="1.600" stroke-linecap="round" />
              </svg>
            </button>
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <div class="row">
          {missing.map((k) => (
            <button
              key={k}
              type="button"
              class="add-way"
              aria-label={i18n.t('agreement.again', { what: wayWords({ k }) })}
              onClick={() => onChange([...ways, { k }])}
            >
              {wayWords({ k })}
            </button>
          ))}
        </div>
      )}
      {ways.length < maxWays && (
        <div class="own-way">
          <TextField label={i18n.t('agreement.countAdd')} value={own} limit={limits.term} onEnter={add} />
          <button type="button" onClick={add}>
            {i18n.t('agreement.add')}
          </button>
        </div>
      )}
    </div>
  )
}
