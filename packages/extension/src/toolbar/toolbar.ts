/** The lamp on the toolbar: drawn from the badge, and what a click, a menu item or a key on it does.
 *  Rules: BADGE-1 … BADGE-3; the menu and keys of screens: *Open Porchlight*, *Thinking of you*, *Pause*, *Private mode*. */

import type { Badge } from '@porchlight/shared/domain/badge'
import type { Device } from '@porchlight/client/device/device'
import type { Settings } from '@porchlight/client/port/settings'

/** Every word on the toolbar; the copy comes from the screens' one source. */
export interface ToolbarCopy {
  title(badge: Badge): string
  text(badge: Badge): string
  colors(badge: Badge): { background: string; color: string }
  icon(badge: Badge): Record<number, string>
  menu(item: MenuId): string
}

export type MenuId = 'open' | 'glow' | 'pause' | 'comeBack' | 'privateMode'

/** `platform` gives the real ones. */
export interface ToolbarDeps {
  showLamp(lamp: {
    icon: Record<number, string>
    text: string
    title: string
    background: string
    color: string
  }): Promise<void>
  showMenu(items: { id: string; title: string; checked?: boolean }[]): Promise<void>
  setClickOpensPopup(opens: boolean): Promise<void>
  openPopup(): Promise<void>
  /** Goes on once that language is spoken (FACE-6). */
  speak(language: Settings['language'], goOn: () => void): void
}

export interface Toolbar {
  /** The lamp was clicked while a click sends. */
  clicked(): void
  /** A menu item was chosen. */
  chose(id: string): void
  /** A keyboard command. */
  pressed(name: string): void
}

/** What the toolbar uses of the device. */
export type ToolbarDevice = Pick<Device, 'badge' | 'view' | 'onChange' | 'run'>

export function createToolbar(device: ToolbarDevice, copy: ToolbarCopy, deps: ToolbarDeps): Toolbar {
  let drawn = ''
  let menu = ''

  const glow = (): void => void device.run({ kind: 'send-signal', signal: 'glow' })

  const draw = (): void => {
    const badge = device.badge()
    const view = device.view()
    if (badge === undefined || view === undefined) return
    const lamp = { icon: copy.icon(badge), text: copy.text(badge), title: copy.title(badge), ...copy.colors(badge) }
    const isCouple = view.state === 'couple'
    const clickSends = isCouple && view.settings.lampClick === 'send'
    const items = itemsOf(
      isCouple ? { paused: view.couple.pause.mine, privateMode: view.settings.privateMode } : undefined,
    ).map((item) => ({ ...item, title: copy.menu(item.id) }))

    const lampNow = JSON.stringify([lamp, clickSends])
    if (lampNow !== drawn) {
      drawn = lampNow
      void deps.showLamp(lamp)
      void deps.setClickOpensPopup(!clickSends)
    }
    const menuNow = JSON.stringify(items)
    if (menuNow !== menu) {
      menu = menuNow
      void deps.showMenu(items)
    }
  }

  device.onChange(() => {
    const language = device.view()?.settings.language
    if (language !== undefined) deps.speak(language, draw)
  })
  return {
    clicked: glow,
    chose(id) {
      const view = device.view()
      switch (id as MenuId) {
        case 'open':
          return void deps.openPopup().then(() => {
            drawn = ''
            draw()
          })
        case 'glow':
          return glow()
        case 'pause':
          return void device.run({ kind: 'pause' })
        case 'comeBack':
          return void device.run({ kind: 'come-back' })
        case 'privateMode':
          return void device.run({
            kind: 'set-settings',
            settings: { privateMode: view === undefined ? true : !view.settings.privateMode },
          })
      }
    },
    pressed(name) {
      if (name === 'send-glow') glow()
    },
  }
}

function itemsOf(couple: { paused: boolean; privateMode: boolean } | undefined): { id: MenuId; checked?: boolean }[] {
  if (couple === undefined) return [{ id: 'open' }]
  return [
    { id: 'open' },
    { id: 'glow' },
    { id: couple.paused ? 'comeBack' : 'pause' },
    { id: 'privateMode', checked: couple.privateMode },
  ]
}
