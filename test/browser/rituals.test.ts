/** Rituals in real browsers: one begins a ready one, the other sees it at once and changes it, both change it, one lets it go and
 *  the other brings it back; and the calendar file, saved and read by another program. The same file in a real Firefox. */

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as ical from 'node-ical'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDevice } from '../support/chromium.ts'
import { type Partner, lightPorch, pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { openFirefox } from '../support/firefox.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

const eventIn = (file: string) => {
  const events = Object.values(ical.sync.parseICS(file)).flatMap((part) => (part?.type === 'VEVENT' ? [part] : []))
  const [event] = events
  if (event === undefined || events.length !== 1) throw new Error(`one event, in:\n${file}`)
  return event
}
const named = (panel: Page, title: string) => panel.getByRole('region', { name: title, exact: true })
const keep = (panel: Page) => panel.getByRole('button', { name: 'Keep it' }).click()
const change = (panel: Page, title: string) => panel.getByRole('button', { name: `Change: “${title}”` }).click()
const call = (panel: Page, title: string) => panel.getByRole('textbox', { name: 'What you call it' }).fill(title)

async function calendarOf(panel: Page, title: string): Promise<string> {
  await panel.getByRole('button', { name: `Add to my calendar: “${title}”` }).click()
  const download = panel.waitForEvent('download')
  await panel.getByRole('button', { name: 'Save the calendar file' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('time-for-us.ics')
  await panel.getByRole('button', { name: 'Done' }).click()
  return readFileSync(await file.path(), 'utf8')
}

describe('rituals of two', () => {
  let server: ServerProcess
  let robin: Partner
  let sam: Partner
  let hers: Page
  let his: Page
  let first: string

  beforeAll(async () => {
    server = await startServer()
    ;[robin, sam] = await pairTwo(server.url)
    const open = ({ device }: Partner): Promise<Page> => device.open('sidepanel', '#rituals')
    ;[hers, his] = await Promise.all([open(robin), open(sam)])
  })
  afterAll(async () => {
    await Promise.all([robin?.device.forget(), sam?.device.forget()])
    await server?.dispose()
  })

  it('RIT-3 the browser has the Temporal that tells times', async () => {
    expect(await hers.evaluate('typeof Temporal')).toBe('object')
  })

  it('RIT-5 one begins a ready one in one press, by the keyboard, and the other sees it at once', async () => {
    await hers.getByRole('button', { name: /^An evening for us/ }).press('Enter')
    await named(hers, 'An evening for us').waitFor()
    await named(his, 'An evening for us').waitFor()
    expect(await named(his, 'An evening for us').innerText()).toMatch(/Every Friday at 8:00.PM\n+Next: /)
  })

  it('RIT-4 its calendar file is read by another program: a neutral title, no alarm, no zone', async () => {
    first = await calendarOf(hers, 'An evening for us')
    expect(first).not.toMatch(/TZID|VALARM|evening/i)
    expect(eventIn(first)).toMatchObject({ summary: 'Time for us', sequence: 0 })
  })

  it('RIT-1 the other changes it, and the first sees that at once', async () => {
    await change(his, 'An evening for us')
    await call(his, 'Music by candlelight')
    await his.getByRole('checkbox', { name: 'Sunday' }).check({ force: true })
    await keep(his)
    await named(hers, 'Music by candlelight').getByText('Every Friday and Sunday', { exact: false }).waitFor()
  })

  it('DOM-8 it changes while it is open here: that is told, what is typed stays, and the next press keeps it', async () => {
    await change(hers, 'Music by candlelight')
    await call(hers, 'Music, and cake')
    await change(his, 'Music by candlelight')
    await call(his, 'A film')
    await keep(his)
    await named(his, 'A film').waitFor()
    const told = hers.getByText('It now says: A film.', { exact: false })
    // Until it has come here, keeping it is simply allowed.
    await eventually(
      () => hers.getByRole('form', { name: 'A film' }).count(),
      (count) => count === 1,
    )
    await keep(hers)
    await told.waitFor()
    expect(await hers.getByRole('textbox', { name: 'What you call it' }).inputValue()).toBe('Music, and cake')
    await keep(hers)
    await named(his, 'Music, and cake').waitFor()
  })

  it('RIT-2 the same moment, by a clock chosen from a list, and in the file with its zone', async () => {
    await change(hers, 'Music, and cake')
    await hers.getByRole('radio', { name: 'The same moment, by one clock' }).check()
    expect(await hers.getByRole('combobox', { name: 'By the clock of' }).inputValue()).toBe('')
    await hers.getByRole('combobox', { name: 'By the clock of' }).selectOption('Australia/Lord_Howe')
    await keep(hers)
    await named(his, 'Music, and cake').getByText('By the clock of Lord Howe.').waitFor()
    const file = await calendarOf(his, 'Music, and cake')
    expect(file).toContain('BEGIN:VTIMEZONE\r\nTZID:Australia/Lord_Howe')
    const [before, after] = [eventIn(first), eventIn(file)]
    expect(after).toMatchObject({ summary: 'Time for us', uid: before.uid })
    expect(Number(after.sequence)).toBeGreaterThan(Number(before.sequence))
  })

  it('RIT-1 one lets it go in one press, and the other brings it back in one', async () => {
    await change(hers, 'Music, and cake')
    await hers.getByRole('button', { name: 'Let it go' }).click()
    await his.getByText('“Music, and cake” was let go.').waitFor()
    await his.getByRole('button', { name: 'Bring it back' }).click()
    await named(hers, 'Music, and cake').waitFor()
  })
})

it('RIT-4 in a real Firefox: a ready one, and its calendar file', async () => {
  const server = await startServer()
  const [firefox, chromium] = await Promise.all([openFirefox(), openDevice()])
  try {
    const welcome = await firefox.open('welcome')
    const text = (page: typeof welcome) => page.evaluate('document.body.innerText')
    const press = (start: string): string => `(() => {
      const button = [...document.querySelectorAll('button')].find((b) => b.textContent.trim().startsWith(${JSON.stringify(start)}))
      button.click()
      return 'pressed'
    })()`
    const fill = (label: string, value: string): string => `(() => {
      const field = [...document.querySelectorAll('label')].find((l) => l.textContent === ${JSON.stringify(label)}).control
      field.value = ${JSON.stringify(value)}
      field.dispatchEvent(new Event('input', { bubbles: true }))
      return 'filled'
    })()`
    const hers = await chromium.open('welcome')
    const link = await lightPorch(hers, server.url, 'Robin')
    await eventually(
      () => text(welcome),
      (words) => words.includes('I was invited'),
    )
    await welcome.evaluate(press('I was invited'))
    await welcome.evaluate(fill('Your name', 'Sam'))
    await welcome.evaluate(fill('Paste an invite link', link))
    await welcome.evaluate(press('Join'))
    await hers.getByRole('button', { name: 'This is them' }).click()
    await eventually(
      () => text(welcome),
      (words) => words.includes('Your person has said yes.'),
    )
    await welcome.evaluate(press('Yes, the same'))
    await eventually(
      () => text(welcome),
      (words) => words.includes('You two are connected'),
    )
    const panel = await firefox.open('sidepanel')
    await eventually(
      () => text(panel),
      (words) => words.includes('Rituals'),
    )
    await panel.evaluate(press('Rituals'))
    expect(await panel.evaluate('typeof Temporal')).toBe('object')
    await eventually(
      () => text(panel),
      (words) => words.includes('A walk'),
    )
    await panel.evaluate(press('A walk'))
    await eventually(
      () => text(panel),
      (words) => words.includes('Add to my calendar'),
    )
    await panel.evaluate(press('Add to my calendar'))
    await eventually(
      () => text(panel),
      (words) => words.includes('Save the calendar file'),
    )
    await panel.evaluate(press('Save the calendar file'))
    await eventually(
      () => Promise.resolve(readdirSync(firefox.downloads)),
      (files) => files.join() === 'time-for-us.ics',
    )
    const file = readFileSync(join(firefox.downloads, 'time-for-us.ics'), 'utf8')
    expect(eventIn(file)).toMatchObject({ summary: 'Time for us', sequence: 0 })
  } finally {
    await Promise.all([firefox.close(), chromium.forget()])
    await server.dispose()
  }
})
