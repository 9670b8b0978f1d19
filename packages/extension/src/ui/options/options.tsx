/** Settings: this device's choices, my devices, the ways back in and the ways out, and what the server can see. */

import './options.css'
import { useMemo } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import { createPresses } from '../presses.ts'
import type { Link } from '../link.ts'
import { LeavePage, useEscape } from '../parts/leave-page.tsx'
import { Locked } from '../parts/locked.tsx'
import { Said } from '../parts/said.tsx'
import { Waits } from '../parts/waits.tsx'
import { useTheme } from '../theme/use-theme.ts'
import { type Around, type Section, sectionsOf } from './sections.tsx'

export interface OptionsProps extends Around {
  link: Link
  leavePage: () => void
}

export function Options(props: OptionsProps) {
  const presses = useMemo(() => createPresses(props.link), [props.link])
  const view = props.link.view.value
  useTheme(view?.settings.theme)
  useEscape(props.leavePage)
  const isLocked = view?.state === 'locked'
  const sections = view === undefined || isLocked ? [] : sectionsOf({ ...props, view, presses })
  return (
    <main class="options">
      <header class="row spread">
        {isLocked ? <span /> : <h1>{i18n.t('options.title')}</h1>}
        <LeavePage leave={props.leavePage} />
      </header>
      {sections.length > 0 && <Contents sections={sections} />}
      <div class="options-sections">
        {view === undefined && <Waits />}
        {isLocked && <Locked view={view} presses={presses} />}
        {sections.map(({ id, title, content }) => (
          <section key={id} id={id} class="card stack" aria-label={title}>
            <h2 tabIndex={-1}>{title}</h2>
            {content}
          </section>
        ))}
        {!isLocked && <Said presses={presses} />}
      </div>
    </main>
  )
}

/** The way to each section. It writes nothing into the history, where leaving the page at once could not take it back. */
function Contents({ sections }: { sections: Section[] }) {
  const goTo = (event: Event, id: string): void => {
    event.preventDefault()
    const section = document.getElementById(id)
    section?.scrollIntoView({ block: 'start' })
    section?.querySelector('h2')?.focus({ preventScroll: true })
  }
  return (
    <nav class="options-contents" aria-label={i18n.t('options.contents')}>
      <ul>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`} onClick={(event) => goTo(event, id)}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
