/** Kills a background, once, at a step it takes: a call to the server, before it is sent or after it was answered, or a write of
 *  its keyring. Whatever runs on afterwards reaches neither server nor disk. */
import type { ApiClient } from '@porchlight/client/server/api-client'
import type { DeviceRecord } from '@porchlight/client/record/device-record'
import type { WorldDevice } from './world-device.ts'

export interface KillPoint<Step extends string = keyof ApiClient | 'write'> {
  step: Step
  /** Counted from 1. After a step that failed, because somebody else was faster, nobody is killed: it was not taken. */
  nth: number
  when: 'before' | 'after'
}

/** @param writeStep what a write of the keyring is called, by what it writes
 *  @returns whether it happened */
export function killAt<Step extends string>(
  device: WorldDevice,
  { step, nth, when }: KillPoint<Step>,
  writeStep: (next: DeviceRecord) => string = () => 'write',
): () => boolean {
  let times = 0
  let done: Promise<void> | undefined
  const kill = (): Promise<never> => {
    done ??= device.kill()
    return new Promise<never>(() => undefined)
  }
  const isNow = (): boolean => {
    times += 1
    return times === nth && done === undefined
  }
  const around = async <T>(taken: string, pass: () => Promise<T>): Promise<T> => {
    if (taken !== step) return pass()
    if (when === 'before') return isNow() ? kill() : pass()
    const answer = await pass()
    return isNow() ? kill() : answer
  }
  device.bends.api = around
  device.bends.keyringWrite = (next, pass) => around(writeStep(next), pass)
  return () => done !== undefined
}

/** Both sides of each step. */
export const bothSides = <Step extends string>(steps: [Step, number][]): KillPoint<Step>[] =>
  steps.flatMap(([step, nth]) => (['before', 'after'] as const).map((when) => ({ step, nth, when })))
