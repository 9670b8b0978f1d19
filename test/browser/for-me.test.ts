/** *For me* in a real browser: a person alone for a while, who writes, pairs, locks and forgets; by keyboard too. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from '../support/axe.ts'
import { type Device, openDevice } from '../support/chromium.ts'
import { joinPorch, lightPorch } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/leftovers.ts'
import { patience } from '../support/patience.ts'
import { findInProfile } from '../support/profile-search.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const passcode = 'a lantern in the rain'
const patient = { timeout: 60_000 * patience }
/** Words nobody else writes, to be looked for on the disk: before there is a passcode, and after. */
const early = 'Quincunxed'
const late = 'Brobdingnagged'

describe('For me', () => {
  const profile = temporaryFolder('profile')
  const folder = temporaryFolder('for-me')
  let server: ServerProcess
  let robin: Device
  let sam: Device

  beforeAll(async () => {
    server = await startServer()
    ;[robin, sam] = await Promise.all([openDevice({ profile }), openDevice()])
  })
  afterAll(async () => {
    await Promise.all([robin?.forget(), sam?.forget()])
    await server?.dispose()
  })

  const openRoom = (): Promise<Page> => robin.open('sidepanel', '#for-me')
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const everythingIsThere = async (): Promise<void> => {
    const room = await openRoom()
    await room.getByText(`${early} soup`, { exact: true }).waitFor(patient)
    await room.getByText('It waits here as you left it.', { exact: false }).waitFor()
    expect(await room.getByLabel('Health').inputValue()).toBe('Swim on Tuesdays')
    await room.close()
  }

  it('PRIV-2 Start on my own: the room is there before there is a couple, and begins with something to do', async () => {
    const welcome = await robin.open('welcome')
    await welcome.getByRole('button', { name: 'Start on my own' }).click()
    // The page that greets after installing may open meanwhile.
    const room = await eventually(
      () => robin.context.pages().find((page) => page.url().endsWith('/sidepanel.html#for-me')),
      (page) => page !== undefined,
      60_000,
    )
    if (room === undefined) throw new Error('no room')
    await room.getByText('Nobody else can see this room.', { exact: false }).waitFor()
    expect(await room.getByRole('tab', { name: 'For me' }).getAttribute('aria-selected')).toBe('true')
    expect(await violations(room)).toEqual([])
    await room.getByLabel('An idea, a surprise').fill(`${early} soup`)
    await room.getByLabel('An idea, a surprise').press('Enter')
    await room.getByText(`${early} soup`, { exact: true }).waitFor()
    await room.getByLabel('Health').pressSequentially('Swim on Tuesdays')
    await Promise.all([room.close(), welcome.close()])
  })

  it('TALK-1 by keyboard alone: a breath, one card at a time, passed over and gone back to; half-way it is kept', async () => {
    const room = await openRoom()
    await button(room, 'Begin').press('Enter')
    await room.getByRole('heading', { name: 'First, a breath' }).waitFor()
    expect(await violations(room)).toEqual([])
    await button(room, 'Skip').press('Enter')
    // The field is under the hand.
    await room.keyboard.type('You went past me.')
    expect(await room.getByLabel('What happened, in one sentence?').inputValue()).toBe('You went past me.')
    await button(room, 'Skip').press('Enter')
    await room.getByLabel('What do I believe it says about me?').waitFor()
    expect(await violations(room)).toEqual([])
    await button(room, 'Back').press('Enter')
    expect(await room.getByLabel('What happened, in one sentence?').inputValue()).toBe('You went past me.')
    await button(room, 'Go on').press('Enter')
    await button(room, 'Skip').press('Enter')
    await button(room, 'close').press('Space')
    expect(await violations(room)).toEqual([])
    // A page that closes and a worker that dies take nothing along.
    await room.close()
    await robin.killWorker()
    await everythingIsThere()
  })

  it('PRIV-1 two windows of one browser show the same, and neither writes over the other', async () => {
    const [one, two] = await Promise.all([openRoom(), openRoom()])
    await one.getByLabel('Friends').pressSequentially('Call Jo')
    const friendsIn = (page: Page) => () => page.getByLabel('Friends').inputValue()
    expect(await eventually(friendsIn(two), (text) => text === 'Call Jo', 60_000)).toBe('Call Jo')
    await two.getByLabel('Friends').press('End')
    await two.getByLabel('Friends').pressSequentially(', and Kim')
    const both = 'Call Jo, and Kim'
    expect(await eventually(friendsIn(one), (text) => text === both, 60_000)).toBe(both)
    await Promise.all([one.close(), two.close()])
  })

  it('PRIV-2 pairing keeps all of it, and the other sees none of it', async () => {
    const [hers, his] = await Promise.all([robin.open('welcome'), sam.open('welcome')])
    const link = await lightPorch(hers, server.url, 'Robin')
    await joinPorch(his, link, 'Sam')
    await button(hers, 'This is them').click()
    await button(his, 'Yes, the same').click()
    await Promise.all([hers, his].map((page) => page.getByRole('heading', { name: 'You two are connected' }).waitFor()))
    await Promise.all([hers.close(), his.close()])
    await everythingIsThere()
    const theirs = await sam.open('sidepanel', '#for-me')
    await theirs.getByText('Robin neither.', { exact: false }).waitFor()
    await button(theirs, 'Begin').waitFor()
    expect(await theirs.locator('body').innerText()).not.toContain(early)
    await theirs.close()
  })

  it('TALK-1 three ways out: an invitation to be sent or copied; kept; let go, and nothing of it is left', async () => {
    const room = await openRoom()
    await button(room, 'Go on').click()
    await button(room, 'Skip').click()
    for (let card = 0; card < 5; card += 1) await button(room, 'Go on').click()
    await room.getByRole('heading', { name: 'And now?' }).waitFor()
    expect(await violations(room)).toEqual([])
    await button(room, 'Make an invitation of it').click()
    // Nothing is agreed yet, so none can go: the words can be taken along, without what happened.
    const words = await room.getByLabel('Your invitation').inputValue()
    expect(words).toContain('I would love to feel close.')
    expect(words).not.toContain('past me')
    await button(room, 'Back').click()
    await button(room, 'Keep it for me').click()
    await room.getByText('Kept, here and nowhere else.').waitFor()
    await room.locator('summary', { hasText: 'You went past me.' }).click()
    await button(room, 'Let it go').click()
    await room.getByText('It is gone. Nothing of it is kept.').waitFor()
    expect(await room.locator('body').innerText()).not.toContain('You went past me.')
    await button(room, 'Begin').click()
    await button(room, 'Skip').click()
    await room.keyboard.type('Another one.')
    await button(room, 'Go on another time').click()
    await room.getByText('It waits here as you left it.', { exact: false }).waitFor()
    await room.close()
  })

  it('PLAN-1 an idea is marked next, changed, let go, and brought back in one press; the popup shows none of it', async () => {
    const room = await openRoom()
    await button(room, 'next').click()
    await room.locator('button[aria-pressed="true"]', { hasText: 'next' }).waitFor()
    await button(room, 'Let go').click()
    await room.getByText('The idea is gone.').waitFor()
    await button(room, 'Undo').click()
    await room.getByText(`${early} soup`, { exact: true }).waitFor()
    const popup = await robin.open('popup')
    await popup.getByRole('button', { name: 'Thinking of you' }).waitFor()
    expect(await popup.locator('body').innerText()).not.toContain(early)
    await Promise.all([room.close(), popup.close()])
  })

  it('PRIV-3 a copy is kept as a file and brought in elsewhere; again it changes nothing; another file says what it is', async () => {
    const room = await openRoom()
    await button(room, 'Keep a copy').click()
    const download = room.waitForEvent('download')
    await button(room, 'To bring in again').click()
    const file = join(folder, 'copy.json')
    await (await download).saveAs(file)
    const markdown = room.waitForEvent('download')
    await button(room, 'To read').click()
    const read = join(folder, 'copy.md')
    await (await markdown).saveAs(read)
    expect(readFileSync(read, 'utf8')).toContain(`> ${early} soup`)
    await room.close()

    const theirs = await sam.open('sidepanel', '#for-me')
    const bring = (path: string) => theirs.locator('input[type=file]').setInputFiles(path)
    await button(theirs, 'Bring a copy in').waitFor()
    await bring(file)
    await theirs.getByText(`${early} soup`, { exact: true }).waitFor()
    await bring(file)
    await theirs.getByText('All of that is here already.', { exact: false }).waitFor()
    writeFileSync(join(folder, 'other.json'), '{"a": 1}')
    await bring(join(folder, 'other.json'))
    await theirs.getByText('does not come from this room', { exact: false }).waitFor()
    writeFileSync(join(folder, 'later.json'), readFileSync(file, 'utf8').replace('"version": 1', '"version": 2'))
    await bring(join(folder, 'later.json'))
    await theirs.getByText('A newer Porchlight made this file.', { exact: false }).waitFor()
    await theirs.close()
  })

  it('LOCK-1 under a passcode it is locked with everything else, and all there after it', async () => {
    const settings = await robin.open('options', '#devices')
    await button(settings, 'Set a passcode').click()
    await settings.getByLabel('Passcode', { exact: true }).fill(passcode)
    await settings.getByLabel('The same once more').fill(passcode)
    await settings.getByLabel('The same once more').press('Enter')
    await button(settings, 'Lock now').waitFor(patient)
    const room = await openRoom()
    await room.getByLabel('Purpose').pressSequentially(`${late} gardens`)
    await button(settings, 'Lock now').click()
    await room.getByRole('heading', { name: 'Locked' }).waitFor()
    expect(await room.locator('body').innerHTML()).not.toMatch(new RegExp(`${early}|${late}|Swim`))
    await room.getByLabel('Passcode').fill(passcode)
    await room.getByLabel('Passcode').press('Enter')
    await room.getByText(`${early} soup`, { exact: true }).waitFor(patient)
    expect(await room.getByLabel('Purpose').inputValue()).toBe(`${late} gardens`)
    await Promise.all([room.close(), settings.close()])
  })

  it('PRIV-1 what was written under a passcode is readable nowhere in the profile, nor in what the worker said', async () => {
    const room = await openRoom()
    const control = 'Zanzibarish'
    await room.evaluate((word) => localStorage.setItem('control', word), control)
    await room.close()
    await robin.close()
    expect(findInProfile(profile, [late])).toEqual([])
    expect(findInProfile(profile, [control])).not.toEqual([])
    robin = await openDevice({ profile })
  })

  it('LOCK-1 forgotten, it goes with the passcode, and the room is empty and open again', async () => {
    const room = await openRoom()
    await room.getByRole('heading', { name: 'Locked' }).waitFor(patient)
    await button(room, 'Forget everything on this device').click()
    await button(room, 'Forget it now').click()
    await button(room, 'Begin').waitFor()
    expect(await room.locator('body').innerText()).not.toMatch(new RegExp(`${early}|${late}`))
    expect(await room.getByLabel('Health').inputValue()).toBe('')
    await room.close()
  })
})
