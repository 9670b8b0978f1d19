/** *Keep a copy* and *Bring a copy in*. Rule: PRIV-3 */

import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { ForMe } from '@porchlight/client/port/for-me'
import { broughtIn, copyAsText, copyFrom, copyOf, largestCopy } from '@porchlight/client/port/for-me-copy'
import { i18n } from '../copy/i18n.ts'
import { saveFile } from '../parts/save-file.ts'
import type { ForMeProps } from './for-me-props.ts'
import { markdownOf } from './markdown.ts'

const refusedKeys = {
  elsewhere: 'forMe.copyElsewhere',
  later: 'forMe.copyLater',
  broken: 'forMe.copyBroken',
  'too-large': 'forMe.copyTooLarge',
  'too-many-plans': 'forMe.copyTooManyPlans',
} as const

export function Copies({ forMe, drawer, newId, tell }: ForMeProps & { forMe: ForMe }) {
  const field = useRef<HTMLInputElement>(null)
  const isOpen = useSignal(false)
  const keep = (name: string, type: string, text: string): void => {
    saveFile(name, type, text)
    tell({ key: 'forMe.copyKept' })
  }
  const bringIn = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    const read =
      file.size > largestCopy ? { ok: false as const, reason: 'too-large' as const } : copyFrom(await file.text())
    if (!read.ok) return tell({ key: refusedKeys[read.reason] })
    const brought = broughtIn(forMe, read.copy, newId)
    if (!brought.ok) return tell({ key: refusedKeys[brought.reason] })
    if (brought.entries.length === 0) return tell({ key: 'forMe.copyNothingNew' })
    const put = await drawer.put(brought.entries)
    if (put.ok) return tell({ key: 'forMe.copyBroughtIn' })
    tell(put.reason === 'drawer-full' ? { key: 'forMe.copyNoRoom' } : put.reason)
  }
  return (
    <section class="stack copies" aria-labelledby="for-me-copies">
      <h2 class="hidden" id="for-me-copies">
        {i18n.t('forMe.copiesTitle')}
      </h2>
      <div class="row">
        <button
          type="button"
          class="bare"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value
          }}
        >
          {i18n.t('forMe.keepCopy')}
        </button>
        <button type="button" class="bare" onClick={() => field.current?.click()}>
          {i18n.t('forMe.bringCopy')}
        </button>
        <input
          ref={field}
          type="file"
          accept="application/json,.json"
          hidden
          aria-label={i18n.t('forMe.bringCopy')}
          onChange={(event) => {
            const { currentTarget } = event
            // Emptied, so that the same file can be chosen again.
            void bringIn(currentTarget.files?.[0]).finally(() => (currentTarget.value = ''))
          }}
        />
      </div>
      {isOpen.value && (
        <div class="stack tight rise">
          <p class="soft">{i18n.t('forMe.copyKinds')}</p>
          <div class="row">
            <button type="button" onClick={() => keep('for-me.json', 'application/json', copyAsText(copyOf(forMe)))}>
              {i18n.t('forMe.copyJson')}
            </button>
            <button type="button" onClick={() => keep('for-me.md', 'text/markdown', markdownOf(copyOf(forMe)))}>
              {i18n.t('forMe.copyMarkdown')}
            </button>
          </div>
        </div>
      )}
    </section>
  )
}
