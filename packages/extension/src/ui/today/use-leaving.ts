/** A press that can be undone for a few seconds before it is asked. Whoever leaves the page meanwhile meant it. Rule: FACE-4. */

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

/** As long as a reaching out is held (TURN-10). */
export const leavingMs = 10_000

export interface Leaving {
  isLeaving: boolean
  leave(): void
  undo(): void
}

export function useLeaving(act: () => void): Leaving {
  const isLeaving = useSignal(false)
  const done = useRef(act)
  done.current = act
  useEffect(() => {
    if (!isLeaving.value) return
    let isOver = false
    const finish = (): void => {
      if (!isOver && isLeaving.peek()) done.current()
      isOver = true
    }
    const timer = setTimeout(finish, leavingMs)
    addEventListener('pagehide', finish)
    return () => {
      clearTimeout(timer)
      removeEventListener('pagehide', finish)
      finish()
    }
  }, [isLeaving, isLeaving.value])
  return {
    isLeaving: isLeaving.value,
    leave() {
      isLeaving.value = true
    },
    undo() {
      isLeaving.value = false
    },
  }
}
