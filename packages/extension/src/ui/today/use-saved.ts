/** Keeps what is typed, a moment after the last letter and whenever the field or the page is left. Rule: ASK-2. */

import { type Signal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Result } from '@porchlight/client/port/device-command'

export const savedAfterMs = 800

export interface Saved {
  /** @returns undefined where nothing was to be kept */
  now(): Promise<Result | undefined>
}

export function useSaved(text: Signal<string>, keep: (text: string) => Promise<Result>): Saved {
  const kept = useRef(text.peek())
  const now = async (): Promise<Result | undefined> => {
    const written = text.peek()
    if (written === kept.current) return undefined
    kept.current = written
    const result = await keep(written)
    // Tried again with the next letter, or at the next press.
    if (!result.ok && kept.current === written) kept.current = ''
    return result
  }
  const latest = useRef(now)
  latest.current = now
  useSignalEffect(() => {
    if (text.value === kept.current) return
    const timer = setTimeout(() => void latest.current(), savedAfterMs)
    return () => clearTimeout(timer)
  })
  useEffect(() => {
    const leave = (): void => void latest.current()
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [])
  return { now }
}
