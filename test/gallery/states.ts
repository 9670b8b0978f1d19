/** Which states each screen is shown in, and how large. */

import { viewsAt } from './views.ts'

export interface Shown {
  screen: string
  width: number
  height: number
  views: string[]
}

const todayViews = [
  'theirs',
  'today-open',
  'today-ready',
  'today-on-its-way',
  'today-shown',
  'today-left',
  'today-long',
  'today-newer',
]

export const shownScreens: Shown[] = [
  { screen: 'popup', width: 360, height: 400, views: Object.keys(viewsAt(0)) },
  {
    screen: 'welcome',
    width: 1100,
    height: 900,
    views: [
      'unpaired',
      'lost',
      'lost-ended',
      'unreadable',
      'newer',
      'working',
      'refused',
      'refused-start',
      'words-joiner',
      'words-joiner-asked',
      'words-joiner-waits',
      'words-own-joiner',
      'invited-own',
      'connected-own',
      'invited',
      'words-inviter',
      'no-invite',
      'other-gone',
      'connected-waits',
      'connected',
      'locked-waits',
      'ended',
    ],
  },
  { screen: 'welcome-invited', width: 1100, height: 900, views: ['unpaired'] },
  {
    screen: 'panel',
    width: 400,
    height: 900,
    views: [
      'no-agreement',
      'theirs',
      'review',
      'review-kept',
      'review-resting',
      'retired',
      'retired-thanks',
      'their-yes',
      'draft-changed',
      'unpaired',
      'lost',
      'locked',
      'ended',
    ],
  },
  {
    screen: 'panel-rituals',
    width: 400,
    height: 900,
    views: ['mine', 'rituals', 'rituals-of-both', 'rituals-strange', 'rituals-read-only'],
  },
  { screen: 'panel-rituals--new', width: 320, height: 900, views: ['mine'] },
  { screen: 'panel-rituals--change', width: 400, height: 900, views: ['rituals', 'rituals-strange'] },
  { screen: 'panel-rituals--calendar', width: 320, height: 900, views: ['rituals', 'rituals-strange'] },
  { screen: 'panel-rituals--all', width: 400, height: 900, views: ['rituals'] },
  { screen: 'panel-for-me', width: 400, height: 900, views: ['theirs', 'unpaired', 'paused', 'locked', 'ended'] },
  { screen: 'panel-for-me.empty', width: 320, height: 900, views: ['unpaired'] },
  { screen: 'panel-for-me.draft', width: 320, height: 900, views: ['theirs', 'unpaired'] },
  { screen: 'panel-for-me.full', width: 400, height: 900, views: ['theirs'] },
  { screen: 'panel-for-me.unreadable', width: 400, height: 700, views: ['theirs'] },
  { screen: 'panel-wide-for-me.draft', width: 900, height: 900, views: ['theirs'] },
  { screen: 'panel-wide', width: 900, height: 900, views: ['theirs', 'draft-changed'] },
  { screen: 'panel-today', width: 400, height: 900, views: todayViews },
  { screen: 'panel-narrow-today', width: 320, height: 900, views: ['today-shown', 'today-long', 'theirs'] },
  { screen: 'panel-wide-today', width: 900, height: 900, views: ['today-shown', 'today-ready'] },
  {
    screen: 'options',
    width: 900,
    height: 900,
    views: ['mine', 'locked', 'invited-own', 'words-own', 'cannot-follow', 'other-gone', 'unpaired', 'lost', 'ended'],
  },
  { screen: 'advised', width: 360, height: 500, views: ['mine'] },
  { screen: 'advised-narrow', width: 320, height: 500, views: ['mine'] },
  { screen: 'options-toolbar', width: 900, height: 900, views: ['mine', 'quiet', 'unpaired'] },
  { screen: 'options-devices', width: 900, height: 900, views: ['mine', 'with-passcode'] },
  { screen: 'options-kept', width: 900, height: 900, views: ['mine', 'unpaired'] },
  { screen: 'options-going', width: 900, height: 900, views: ['mine', 'quiet'] },
  { screen: 'privacy', width: 900, height: 900, views: ['mine'] },
]
