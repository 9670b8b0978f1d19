/** Which part of the settings lies in which group. Each group, and each part, has its own address: `options.html#devices`. */

import type { ComponentChildren } from 'preact'
import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'

export type GroupId = 'you' | 'toolbar' | 'devices' | 'kept' | 'going'

export interface Section {
  id: string
  group: GroupId
  title: string
  content: ComponentChildren
}

export interface Group {
  id: GroupId
  title: string
  sections: Section[]
}

const titles = {
  you: 'options.you',
  toolbar: 'options.toolbarGroup',
  devices: 'options.devicesGroup',
  kept: 'options.keptGroup',
  going: 'options.going',
} as const

/** Those that hold something, in their order. */
export function groupsFrom(sections: Section[]): Group[] {
  return (Object.keys(titles) as GroupId[]).flatMap((id) => {
    const inIt = sections.filter(({ group }) => group === id)
    return inIt.length === 0 ? [] : [{ id, title: i18n.t(titles[id]), sections: inIt }]
  })
}

/** The group an address leads to: by its own name or by that of a part. Undefined where it leads nowhere. */
export function groupAt(fragment: string, groups: Group[]): GroupId | undefined {
  const name = fragment.replace(/^#/, '')
  return groups.find(({ id, sections }) => id === name || sections.some((section) => section.id === name))?.id
}

/** Where the settings open by themselves: at what is under way. */
export function firstGroup(view: ScreenView, groups: Group[]): GroupId | undefined {
  const isAdding = 'pairing' in view && 'own' in view.pairing
  return isAdding ? 'devices' : groups[0]?.id
}
