/** This device's choices (PRIV-1), and what holds where nothing was chosen yet. Never in the shared document. */

/** A room of the panel (FACE-2). */
export type PanelRoomId = 'agreement' | 'today' | 'rituals' | 'for-me'

/** What the screens can speak (FACE-6). */
export const languages = ['en', 'de', 'es', 'fr', 'ar'] as const

export interface Settings {
  /** Address of the server, as `serverUrlFrom` gives it. */
  server: string
  theme: 'system' | 'light' | 'dark'
  /** `system`: the browser's own, where there are sentences in it. */
  language: 'system' | (typeof languages)[number]
  badge: 'glyphs' | 'words'
  lampClick: 'open' | 'send'
  privateMode: boolean
  notices: boolean
  mute: boolean
  /** With a passcode: it locks after so long without a hand on the computer, and with its screen, or where it
   *  slept longer. `null`: never by itself. */
  autoLockMinutes: number | null
  /** The one last open here, which opens first (FACE-2). */
  panelRoom: PanelRoomId
  /** Those its person wants to see nothing of on this device (FACE-5). */
  roomsPutAway: PanelRoomId[]
  /** Whether what one writes is read for another way to say it (WORD-3). */
  wordingHelp: boolean
}

/** Whether a device with a passcode is to be found locked after this long without a sign of life (LOCK-1). */
export const locksAfter = ({ autoLockMinutes }: Pick<Settings, 'autoLockMinutes'>, gapMs: number): boolean =>
  autoLockMinutes !== null && gapMs > autoLockMinutes * 60_000

/** The settings, and the name its person typed here. */
export type Choices = Settings & { name: string }

/** Notices are off until chosen. */
export const firstSettings: Choices = {
  server: 'http://localhost:8787',
  theme: 'system',
  language: 'system',
  badge: 'glyphs',
  lampClick: 'open',
  privateMode: false,
  notices: false,
  mute: false,
  autoLockMinutes: 15,
  panelRoom: 'agreement',
  roomsPutAway: [],
  wordingHelp: true,
  name: '',
}
