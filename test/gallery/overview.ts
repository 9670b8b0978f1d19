/** All of the gallery on one page: each state a frame of its own, light beside dark, loaded as it comes into view. */

import './overview.css'
import { shownScreens } from './states.ts'

export function showOverview(place: HTMLElement): void {
  document.title = 'Porchlight: every screen'
  place.className = 'overview'
  for (const { screen, width, height, views } of shownScreens) {
    const section = document.createElement('section')
    section.append(element('h2', screen))
    for (const view of views) {
      const figure = document.createElement('figure')
      const address = `?screen=${screen}&view=${view}`
      const link = element('a', view)
      link.href = address
      const caption = document.createElement('figcaption')
      caption.append(link)
      figure.append(caption)
      for (const theme of ['light', 'dark']) {
        const frame = document.createElement('iframe')
        Object.assign(frame, {
          src: `${address}&theme=${theme}`,
          width,
          height,
          loading: 'lazy',
          title: `${screen}, ${view}, ${theme}`,
        })
        figure.append(frame)
      }
      section.append(figure)
    }
    place.append(section)
  }
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
