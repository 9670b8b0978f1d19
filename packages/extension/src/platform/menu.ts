/** The context menu of the lamp and the keyboard command. */

import { browser } from 'wxt/browser'

export interface MenuItem {
  id: string
  title: string
  checked?: boolean
  onClick: () => void
}

/** Draws the menu anew. Items keep their order. */
export async function showMenu(items: MenuItem[]): Promise<void> {
  await browser.contextMenus.removeAll()
  const context = browser.action === undefined ? 'browser_action' : 'action'
  for (const { id, title, checked } of items) {
    browser.contextMenus.create({
      id,
      title,
      contexts: [context],
      ...(checked === undefined ? {} : { type: 'checkbox' as const, checked }),
    })
  }
}

export const onMenuClick = (listener: (id: string) => void): void =>
  browser.contextMenus.onClicked.addListener((info) => listener(String(info.menuItemId)))

export const onKeyCommand = (listener: (name: string) => void): void => browser.commands.onCommand.addListener(listener)
