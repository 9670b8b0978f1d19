/** What a person keeps for themselves in this browser, as its screens see it (PRIV-1). The drawer knows no more of it than this:
 *  what a kind's value holds is the affair of whoever keeps it. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface DrawerRecord {
  /** Letters, digits, `-`, `_` and `/`; at most 64. */
  id: string
  /** What sort of thing it is; a screen shows the kinds it knows, and leaves others where they are. */
  kind: string
  /** Another one after each change: who writes names the one they saw. */
  rev: string
  value: Json
}

export type DrawerView =
  /** A passcode keeps it shut. */
  | { state: 'locked' }
  | { state: 'reading' }
  /** It does not let itself be read just now; nothing is written over it (LOCK-2). */
  | { state: 'unreadable' }
  /** `full`: what is there can be read, shortened, taken out and copied; nothing more fits in. */
  | { state: 'ready' | 'full'; records: readonly DrawerRecord[] }

/** What became of some records, all at once. */
export interface DrawerChange {
  state: 'ready' | 'full'
  put: readonly DrawerRecord[]
  /** ids */
  removed: readonly string[]
}

export interface DrawerEntry {
  id: string
  kind: string
  value: Json
  /** The `rev` that was seen; `null`: nothing was there; absent: whatever is there. */
  was?: string | null
}
