/** A screen's two words: `ask` sends a command up, `view` is what came down last.
 *  The last known view paints at once; the first live one replaces it. */

import { type ReadonlySignal, signal } from '@preact/signals'
import type { Stop } from '@porchlight/shared/capabilities'
import type { Command } from '@porchlight/shared/domain/command'
import type { DeviceCommand, Result } from '@porchlight/client/port/device-command'
import { type ScreenView, hidesAfter } from '@porchlight/client/port/port'
import type { Channel } from './channel.ts'

export interface Link {
  view: ReadonlySignal<ScreenView | undefined>
  /** Resolves with the background's answer; stays pending while no background answers. */
  ask(command: Command | DeviceCommand): Promise<Result>
  stop: Stop
}

/** @param lastView the view kept from before, if any: painted until a live one comes
 *  @param onGap tells for how long this page was asleep */
export function createLink(
  channel: Channel,
  lastView: Promise<ScreenView | undefined>,
  onGap: (listener: (gapMs: number) => void) => Stop,
): Link {
  const view = signal<ScreenView | undefined>(undefined)
  const waiting = new Map<number, (result: Result) => void>()
  let lastId = 0

  const stop = channel.onMessage((message) => {
    if (message.t === 'view') {
      view.value = message.view
    } else if (message.t === 'result') {
      const { t: _, id, ...result } = message
      waiting.get(id)?.(result)
      waiting.delete(id)
    }
  })
  const stopGaps = onGap((gapMs) => {
    const shown = view.peek()
    if (shown === undefined || !hidesAfter(shown, gapMs)) return
    view.value = undefined
    channel.send({ t: 'look' })
  })
  void lastView.then((known) => {
    if (view.peek() === undefined) view.value = known
  })

  return {
    view,
    ask(command) {
      lastId += 1
      const id = lastId
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        channel.send({ t: 'command', id, command })
      })
    },
    stop() {
      stop()
      stopGaps()
    },
  }
}
