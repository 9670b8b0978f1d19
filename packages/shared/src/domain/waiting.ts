/** What arrived and waits until the popup is opened on this device. It is told in two ways, neither of which says anything of
 *  what is in it.  Rules: SIG-4, INV. */

/** In the order in which one goes before the other. */
export const waitingKinds = ['something-here', 'thinking-of-you'] as const
export type WaitingKind = (typeof waitingKinds)[number]

export interface Waiting {
  /** The same on every device and after every restart. */
  id: string
  kind: WaitingKind
}

export interface Quietness {
  /** Ids of what rests because the popup was opened on this device since. */
  seen: ReadonlySet<string>
  /** Quiet hours. */
  quiet: boolean
  mute: boolean
}

export function stillWaiting(waiting: readonly Waiting[], { seen, quiet, mute }: Quietness): Waiting[] {
  return quiet || mute ? [] : waiting.filter(({ id }) => !seen.has(id))
}
