/** *What changed since we agreed*: words that came and went, and terms that differ. */

import type { ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { Terms } from '@porchlight/shared/domain/agreement'
import type { CoupleView } from '@porchlight/shared/domain/view'
import { draftOf } from '@porchlight/shared/domain/document'
import { plainLines, readWording } from '@porchlight/shared/domain/wording'
import type { Replica } from './replica.ts'
import { rhythmWords, wayWords, weeksWords } from './terms-copy.ts'
import { type Piece, wordingDiff } from './wording-diff.ts'

export function Changes(props: { replica: Replica; edits: ReadonlySignal<number>; couple: CoupleView; name: string }) {
  const { replica, edits, couple } = props
  const { inForce, terms } = couple.agreement
  const edit = edits.value
  const draft = useMemo(() => {
    void edit
    const read = readWording(draftOf(replica.doc))
    return read.ok ? plainLines(read.wording) : []
  }, [replica, edit])
  if (inForce === undefined) return null
  const pieces = inForce.isDraft ? [] : wordingDiff(plainLines(inForce.wording), draft)
  const sentences = inForce.isDraft ? [] : termChanges(inForce.terms, terms, couple, props.name)
  return (
    <section class="changes" role="region" aria-label={i18n.t('agreement.changed')}>
      <h2>{i18n.t('agreement.changed')}</h2>
      {pieces.length + sentences.length === 0 && <p class="soft">{i18n.t('agreement.changedNothing')}</p>}
      {pieces.map((line, at) => (
        // Lines have no names of their own, only their place.
        // oxlint-disable-next-line react/no-array-index-key
        <p key={at} class="changed-line">
          {line.map(pieceOf)}
        </p>
      ))}
      {sentences.length > 0 && (
        <ul class="changed-terms">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function pieceOf({ kind, text }: Piece) {
  switch (kind) {
    case 'same':
      return text
    case 'came':
      return (
        <ins>
          <span class="hidden">{i18n.t('agreement.addedWords')} </span>
          {text}
        </ins>
      )
    case 'went':
      return (
        <del>
          <span class="hidden">{i18n.t('agreement.removedWords')} </span>
          {text}
        </del>
      )
  }
}

function termChanges(agreed: Terms, now: Terms, couple: CoupleView, name: string): string[] {
  const said: string[] = []
  const ways = (terms: Terms): string => new Intl.ListFormat(i18n.t('locale')).format(terms.reachingOut.map(wayWords))
  if (agreed.windowHours !== now.windowHours) {
    said.push(i18n.t('agreement.changedWindow', { before: rhythmWords(agreed.windowHours) }))
  }
  if (agreed.firstHolder !== now.firstHolder) {
    said.push(
      agreed.firstHolder === couple.me
        ? i18n.t('agreement.changedFirstMe')
        : i18n.t('agreement.changedFirstOther', { name }),
    )
  }
  if (ways(agreed) !== ways(now)) said.push(i18n.t('agreement.changedCounts', { before: ways(agreed) }))
  if (agreed.reviewWeeks !== now.reviewWeeks) {
    said.push(i18n.t('agreement.changedReview', { before: weeksWords(agreed.reviewWeeks) }))
  }
  return said
}
