/** The toolbar in words and pictures: badge, titles, menu. Never an intimate word. Rules: BADGE table, BADGE-2, BADGE-3. */

import type { Badge, BadgeTitle } from '@porchlight/shared/domain/badge'
import type { ToolbarCopy } from '../../toolbar/toolbar.ts'
import { i18n } from './i18n.ts'
import { type Phrase, say } from './say.ts'

export const toolbarCopy: ToolbarCopy & { noticeTitle(): string; notice(): string } = {
  title: ({ title }) => say(titlePhrase(title)),
  text({ text }) {
    switch (text.kind) {
      case 'none':
        return ''
      case 'glyph':
        return text.glyph
      case 'letter':
        return text.letter
      case 'word':
        return say({ key: text.word === 'you' ? 'lamp.badgeYou' : 'lamp.badgeUs' })
    }
  },
  colors: ({ lamp }) =>
    lamp === 'glow' ? { background: '#c2506a', color: '#ffffff' } : { background: '#f3b556', color: '#2a1a02' },
  icon: ({ lamp, thin }) => iconPaths(lamp, thin),
  menu: (item) => say({ key: `menu.${item}` }),
  noticeTitle: () => say({ key: 'lamp.noticeTitle' }),
  notice: () => say({ key: 'lamp.notice' }),
}

/** Drawn the other way round where one reads from right to left (FACE-6). */
const oneSided: readonly Badge['lamp'][] = ['far-glow', 'half-lit', 'resting', 'glow']

/** Paths by pixel size; drawn from the same lamp as the popup's scene. */
function iconPaths(lamp: Badge['lamp'], thin: boolean): Record<number, string> {
  const turned = oneSided.includes(lamp) && i18n.t('direction') === 'rtl'
  const name = `${lamp}${thin ? '-thin' : ''}${turned ? '-mirrored' : ''}`
  return Object.fromEntries([16, 32, 48].map((size) => [size, `/icon/${name}-${size}.png`]))
}

function titlePhrase(title: BadgeTitle): Phrase {
  switch (title.key) {
    case 'porchlight':
      return { key: 'lamp.plain' }
    case 'with-you':
      return { key: 'lamp.mine' }
    case 'with-other':
      return { key: 'lamp.theirs', values: { name: title.name ?? say({ key: 'common.someone' }) } }
    case 'either':
      return { key: 'lamp.open' }
    case 'resting':
      return { key: 'lamp.resting' }
    case 'thinking-of-you':
      return { key: 'lamp.signal' }
    case 'something-here':
      return { key: 'lamp.invitation' }
    case 'lost':
      return { key: 'lamp.lost' }
    case 'unreadable':
      return { key: 'lamp.unreadable' }
  }
}
