/** Long polls: who waits for an invite to change, on this node or another. */
import type { Clock } from '@porchlight/shared/capabilities'
import type { InviteId } from '@porchlight/shared/wire/api'
import type { Bus, InviteTopic } from '../bus/bus.ts'

export interface InviteWaiting {
  /** Resolves when the invite changed, the time is over, `gone` fires or the server stops. A change after the call is never missed. */
  change(inviteId: InviteId, waitMs: number, gone: AbortSignal): Promise<void>
  /** Wakes those who wait for it, everywhere. */
  changed(inviteId: InviteId): void
  /** Wakes everybody, and lets nobody wait any more. */
  stop(): void
}

export function createInviteWaiting(deps: { bus: Bus; clock: Clock }): InviteWaiting {
  const waiting = new Map<InviteTopic, Set<() => void>>()
  let isStopped = false
  const wake = (topic: InviteTopic): void => {
    for (const resolve of waiting.get(topic) ?? []) resolve()
  }
  const member = deps.bus.attach((topic) => wake(topic as InviteTopic))

  return {
    change(inviteId, waitMs, gone) {
      const topic: InviteTopic = `invite:${inviteId}`
      if (isStopped || gone.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const those = waiting.get(topic) ?? new Set()
        if (those.size === 0) member.join(topic)
        waiting.set(topic, those)
        const end = (): void => {
          if (!those.delete(end)) return
          stopTimer()
          gone.removeEventListener('abort', end)
          if (those.size === 0) {
            waiting.delete(topic)
            member.leave(topic)
          }
          resolve()
        }
        those.add(end)
        const stopTimer = deps.clock.after(waitMs, end)
        gone.addEventListener('abort', end)
      })
    },
    changed(inviteId) {
      wake(`invite:${inviteId}`)
      member.publish(`invite:${inviteId}`, { kind: 'invite-changed' })
    },
    stop() {
      isStopped = true
      for (const topic of waiting.keys()) wake(topic)
      member.detach()
    },
  }
}
