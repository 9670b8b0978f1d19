/** What else is worth a quiet line: a pairing that waits, a yes that waits for mine, a review, something newer than this version. */

import { i18n } from '../copy/i18n.ts'
import type { CoupleScreen } from './couple-screen.ts'
import type { Ways } from './popup-shell.ts'

interface NewsLine {
  text: string
  action?: string
  onAction?: () => void
}

export function PorchNews({ news }: { news: NewsLine | undefined }) {
  if (news === undefined) return null
  return (
    <section class="card news">
      <p>{news.text}</p>
      {news.action !== undefined && (
        <button type="button" onClick={news.onAction}>
          {news.action}
        </button>
      )}
    </section>
  )
}

/** The one line that matters most, if any. */
export function porchNews(view: CoupleScreen, name: string, ways: Ways): NewsLine | undefined {
  const { couple, pairing } = view
  if (view.cannotFollow === true) {
    return { text: i18n.t('cannotFollow.title'), action: i18n.t('cannotFollow.look'), onAction: ways.openSettings }
  }
  if (pairing.step === 'words') {
    const text = i18n.t(pairing.own === true ? 'devices.news' : 'popup.wordsText')
    return { text: text, action: i18n.t('popup.continuePairing'), onAction: ways.openWelcome }
  }
  if (view.saving === 'update-porchlight' || couple.readOnly) return { text: i18n.t('saving.updateHint') }
  const { agreement } = couple
  if ((agreement.theySaidYes || agreement.theirYesToOther) && !agreement.iSaidYes) {
    return {
      text: i18n.t('popup.theirYes', { name }),
      action: i18n.t('popup.read'),
      onAction: () => ways.openRoom('agreement'),
    }
  }
  if (couple.review !== undefined && !couple.review.iKept) {
    return {
      text: i18n.t(couple.review.state === 'open' ? 'review.popup' : 'review.popupResting'),
      action: i18n.t('review.look'),
      onAction: () => ways.openRoom('agreement'),
    }
  }
  if (couple.light.state === 'retired') {
    return {
      text: couple.thanks.theirs === undefined ? i18n.t('retired.popup') : i18n.t('retired.popupTheirs', { name }),
      action: i18n.t('review.look'),
      onAction: () => ways.openRoom('agreement'),
    }
  }
  if (couple.light.state === 'no-agreement') {
    return {
      text: i18n.t('popup.noAgreement'),
      action: i18n.t('popup.write'),
      onAction: () => ways.openRoom('agreement'),
    }
  }
  return undefined
}
