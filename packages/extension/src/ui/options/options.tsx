/** Settings: this device's choices, my devices, the ways back in and the ways out, and what the server can see. */

import './options.css'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import { createPresses } from '../presses.ts'
import type { Link } from '../link.ts'
import { LeavePage, useEscape } from '../parts/leave-page.tsx'
import { Locked } from '../parts/locked.tsx'
import { Said } from '../parts/said.tsx'
import { Waits } from '../parts/waits.tsx'
import { useTheme } from '../theme/use-theme.ts'
import { type Group, type GroupId, firstGroup, groupAt, groupsFrom } from './groups.ts'
import { type Around, sectionsOf } from './sections.tsx'

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
  const groups = view === undefined || isLocked ? [] : groupsFrom(sectionsOf({ ...props, view, presses }))
  return (
    <main class="options">
      <header class="row spread">
        {isLocked ? <span /> : <h1>{i18n.t('options.title')}</h1>}
        <LeavePage leave={props.leavePage} />
      </header>
      {view === undefined && <Waits />}
      {isLocked && <Locked view={view} presses={presses} />}
      {view !== undefined && groups.length > 0 && <Groups groups={groups} view={view} />}
      {!isLocked && <Said presses={presses} />}
    </main>
  )
}

/** One group is shown. The others are in the page too, where the browser's find finds them, and opens them. */
function Groups({ groups, view }: { groups: Group[]; view: ScreenView }) {
  const chosen = useSignal<GroupId | undefined>(groupAt(location.hash, groups))
  const known = groups.some(({ id }) => id === chosen.value)
  const shown = known ? chosen.value : firstGroup(view, groups)

  /** Its address stands in the bar, and nothing in the history, where leaving the page at once could not take it back. */
  const show = (id: GroupId): void => {
    chosen.value = id
    history.replaceState(null, '', `#${id}`)
  }
  useEffect(() => {
    // An address may name one part of a group; a group begins at the top by itself.
    document.querySelector(`section#${CSS.escape(location.hash.slice(1) || '-')}`)?.scrollIntoView()
  }, [])
  useEffect(() => {
    const follow = (): void => {
      const id = groupAt(location.hash, groups)
      if (id !== undefined) chosen.value = id
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [groups, chosen])

  return (
    <>
      <nav class="options-groups" aria-label={i18n.t('options.contents')}>
        <ul>
          {groups.map(({ id, title }) => (
            <li key={id}>
              <a
                href={`#${id}`}
                aria-current={id === shown ? 'page' : undefined}
                onClick={(event) => {
                  event.preventDefault()
                  show(id)
                  // Shown before it can be stood on.
                  requestAnimationFrame(() => document.getElementById(`${id}-title`)?.focus())
                }}
              >
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {groups.map(({ id, title, sections }) => (
        <GroupOfSections
          key={id}
          id={id}
          title={title}
          sections={sections}
          shown={id === shown}
          onFound={() => show(id)}
        />
      ))}
    </>
  )
}

function GroupOfSections(props: Group & { shown: boolean; onFound: () => void }) {
  const { id, title, sections, shown, onFound } = props
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const group = place.current
    group?.addEventListener('beforematch', onFound)
    return () => group?.removeEventListener('beforematch', onFound)
  }, [onFound])
  return (
    <div ref={place} id={id} class="options-sections" hidden={shown ? undefined : 'until-found'}>
      <h2 id={`${id}-title`} tabIndex={-1} class="group-title">
        {title}
      </h2>
      {sections.map((section) => (
        <section key={section.id} id={section.id} class="card stack" aria-label={section.title}>
          <h3>{section.title}</h3>
          {section.content}
        </section>
      ))}
    </div>
  )
}
