/** Puts a screen into its page. */

import './theme/theme.css'
import { type ComponentType, h, render } from 'preact'

export function show<Props extends object>(screen: ComponentType<Props>, props: Props): void {
  const place = document.getElementById('screen')
  if (place === null) throw new Error('The page has no element "screen".')
  render(h(screen, props), place)
}
