import { describe, expect, it } from 'vitest'
import type { ScreenView } from '@porchlight/client/port/port'
import { sceneStateOf } from './scene-state.ts'

const withLight = (state: string): ScreenView =>
  ({ state: 'couple', couple: { light: { state } } }) as unknown as ScreenView

describe('the picture', () => {
  it.each([
    ['mine', 'mine'],
    ['theirs', 'theirs'],
    ['open', 'both'],
    ['paused', 'night'],
    ['resting', 'night'],
    ['retired', 'night'],
    ['no-agreement', 'night'],
  ])('BADGE the light is %s: %s', (light, shown) => {
    expect(sceneStateOf(withLight(light), false)).toEqual({ light: shown, here: false })
  })

  it('BADGE before there are two it is night; what waits is shown whatever the light', () => {
    expect(sceneStateOf(undefined, false).light).toBe('night')
    expect(sceneStateOf(withLight('paused'), true).here).toBe(true)
  })
})
