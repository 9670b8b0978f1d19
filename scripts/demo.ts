// `pnpm demo`: a server and two real Chromium profiles, paired, with an agreement in force, side by side and ready to
// click. Without a display it plays the story headless, prints it step by step, and leaves a picture of every screen in
// both themes in ./demo-out/.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { agree, editorOf, openAgreement, typeAtEnd } from '../test/support/agreement.ts'
import { openDevice } from '../test/support/chromium.ts'
import { joinPorch, lightPorch, type Partner, pairTwo, safetyWords } from '../test/support/couple.ts'
import { eventually } from '../test/support/eventually.ts'
import { startServer } from '../test/support/server-process.ts'
import { buildExtension } from './build-extension.ts'
import { ensureBrowsers } from './ensure-browsers.ts'

const out = 'demo-out'
const hasDisplay =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== ''
const tell = (line: string): void => void process.stdout.write(`  ${line}\n`)

process.stdout.write('\nPorchlight, both sides\n\n')
ensureBrowsers(['chromium'])
await buildExtension({ say: tell })
const server = await startServer()
tell(`the server is on at ${server.url}; it cannot read what follows`)
if (hasDisplay) await playSideBySide()
else await playStory()
await server.dispose()

async function playSideBySide(): Promise<void> {
  const at = (x: number) => ({ headed: true, args: [`--window-position=${x},60`, '--window-size=760,860'] })
  const couple = await pairTwo(server.url, { first: at(0), second: at(780) })
  await agree(...couple)
  const [robin, sam] = couple
  tell('left is Robin, right is Sam; the light is with Robin')
  tell('press "Thinking of you" on one side and look at the other; close both windows (or Ctrl-C) to end')
  const closed = couple.map(({ device }) => new Promise<void>((resolve) => device.context.on('close', () => resolve())))
  const interrupted = new Promise<void>((resolve) => process.once('SIGINT', () => resolve()))
  await Promise.race([Promise.all(closed), interrupted])
  await Promise.all([robin.device.forget(), sam.device.forget()])
}

async function playStory(): Promise<void> {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const robin = await openDevice({ colorScheme: 'light' })
  const sam = await openDevice({ colorScheme: 'dark' })
  const pictures = createPictures()

  const hers = await robin.open('welcome')
  const his = await sam.open('welcome')
  await pictures.of(hers, '01-welcome')
  const link = await lightPorch(hers, server.url, 'Robin')
  tell('Robin lights a porch and gets a link')
  await pictures.of(hers, '02-invite')
  await joinPorch(his, link, 'Sam')
  await his.getByRole('group', { name: 'Safety words' }).waitFor()
  tell(`Sam pastes it; both screens show the same four words: ${await safetyWords(hers)}`)
  await pictures.of(hers, '03-safety-words-robin')
  await pictures.of(his, '03-safety-words-sam')
  await hers.getByRole('button', { name: 'This is them' }).click()
  await his.getByRole('button', { name: 'Yes, the same' }).click()
  await his.getByRole('heading', { name: 'You two are connected' }).waitFor()
  tell('"This is them", "Yes, the same": both are asked, and only then does anything of either go to the other')
  await pictures.of(his, '04-connected')
  await Promise.all([hers.close(), his.close()])

  const couple: [Partner, Partner] = [
    { name: 'Robin', device: robin, popup: await robin.open('popup') },
    { name: 'Sam', device: sam, popup: await sam.open('popup') },
  ]
  const herPopup = couple[0].popup
  let hisPopup = couple[1].popup
  await pictures.of(herPopup, '05-popup-no-agreement')
  await agree(...couple)
  tell('they start from "48 hours each", and both say yes to exactly that text')
  const [herPanel, hisPanel] = await Promise.all(couple.map(openAgreement))
  if (herPanel === undefined || hisPanel === undefined) throw new Error('no panel')
  await pictures.of(herPanel, '06-agreement-in-force')
  await Promise.all([typeAtEnd(herPanel, ' Tea counts.'), typeAtEnd(hisPanel, ' So does cake.')])
  await eventually(
    () => editorOf(herPanel).innerText(),
    (text) => text.includes('So does cake.'),
  )
  tell('both write at once and see each other’s words and carets')
  await pictures.of(herPanel, '07-agreement-both-writing')
  await Promise.all([herPanel.close(), hisPanel.close()])

  await herPopup.bringToFront()
  await pictures.of(herPopup, '08-popup-light-is-mine')
  await pictures.of(hisPopup, '09-popup-light-is-theirs')
  const before = await sam.badge()
  // While his popup is open what comes rests at once, and the toolbar has nothing to say.
  await hisPopup.close()
  await herPopup.getByRole('button', { name: 'Thinking of you' }).click()
  const { text, title } = await eventually(
    () => sam.badge(),
    (badge) => badge.text !== before.text && badge.title !== before.title,
  )
  hisPopup = await sam.open('popup')
  await hisPopup.getByText('Robin is thinking of you').waitFor()
  tell(`one click on Robin’s side; Sam’s toolbar says ${JSON.stringify(text)} and "${title}"`)
  await pictures.of(hisPopup, '10-popup-signal')

  await herPopup.getByRole('button', { name: 'Invite…' }).click()
  await herPopup.getByRole('textbox', { name: 'Your invitation' }).fill('Shall we sit on the porch tonight?')
  await pictures.of(herPopup, '11-popup-inviting')
  await herPopup.getByRole('button', { name: 'Send the invitation' }).click()
  await pictures.of(herPopup, '12-popup-undo')
  await hisPopup.getByRole('group', { name: 'An invitation from Robin' }).waitFor({ timeout: 20_000 })
  tell('an invitation leaves after ten seconds in which it could be undone, and the light passes')
  await pictures.of(hisPopup, '13-popup-invitation')
  await hisPopup.getByRole('button', { name: 'Gladly' }).click()
  await herPopup.getByText('Sam answered: Gladly').waitFor()
  tell('Sam answers: Gladly')
  await pictures.of(herPopup, '14-popup-answer')
  await hisPopup.getByRole('button', { name: 'Pause', exact: true }).click()
  await herPopup.getByRole('heading', { name: 'Paused' }).waitFor()
  tell('Sam pauses: instantly, alone, without a reason')
  await pictures.of(herPopup, '15-popup-paused')
  const settings = await robin.open('options', '#devices')
  await pictures.of(settings, '16-settings')
  await pictures.of(await robin.open('privacy'), '17-who-can-see-what')
  await settings.getByRole('button', { name: 'Add a device' }).click()
  await settings.getByRole('textbox', { name: 'Invite link' }).waitFor()
  const second = await openDevice()
  const there = await second.open('welcome')
  await there.getByRole('button', { name: 'I was invited' }).click()
  await there
    .getByRole('textbox', { name: 'Paste an invite link' })
    .fill(await settings.getByRole('textbox', { name: 'Invite link' }).inputValue())
  await there.getByRole('button', { name: 'Join' }).click()
  await settings.getByRole('button', { name: 'This is my device' }).waitFor()
  await pictures.of(settings, '18-settings-my-device')
  await settings.getByRole('button', { name: 'This is my device' }).click()
  await there.getByRole('button', { name: 'Yes, the same' }).click()
  await there.getByRole('heading', { name: 'Your porch is here as well' }).waitFor()
  await pictures.of(there, '19-second-device')
  tell('Robin adds a second browser of her own, by the same link and words')
  await settings.getByRole('button', { name: 'Make recovery words' }).click()
  await settings.getByRole('group', { name: 'Recovery words' }).getByRole('listitem').first().waitFor()
  await pictures.of(settings, '20-settings-recovery-words')
  await there.close()
  const locking = await second.open('options', '#devices')
  await locking.getByRole('button', { name: 'Set a passcode' }).click()
  await locking.getByLabel('Passcode', { exact: true }).fill('a lantern in the rain')
  await locking.getByLabel('The same once more').fill('a lantern in the rain')
  await locking.getByRole('button', { name: 'Set the passcode' }).click()
  await locking.getByRole('button', { name: 'Lock now' }).click()
  await locking.getByRole('heading', { name: 'Locked' }).waitFor()
  await pictures.of(await second.open('popup'), '21-popup-locked')
  tell('there she sets a passcode and locks it: nothing to see')
  await second.forget()

  const erasing = await sam.open('options', '#going')
  await erasing.getByRole('button', { name: 'Erase for both of us' }).click()
  await pictures.of(erasing, '22-settings-erase')
  await erasing.getByRole('button', { name: 'Yes, erase for both of us' }).click()
  await herPopup.getByText('Your shared place was erased.').waitFor()
  tell('Sam erases it for both; Robin is told neutrally and may keep a copy')
  await pictures.of(herPopup, '23-popup-erased')
  await Promise.all([robin.forget(), sam.forget()])
  tell(`${pictures.count()} pictures are in ./${out}/`)
}

interface Pictures {
  of(page: Page, name: string): Promise<void>
  count(): number
}

/** A picture of a screen as it is now, whole, in the light and the dark theme. */
function createPictures(): Pictures {
  let taken = 0
  return {
    async of(page, name) {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await page.screenshot({ path: join(out, `${name}-${theme}.png`), fullPage: true })
        taken += 1
      }
      await page.emulateMedia({ colorScheme: null, reducedMotion: null })
    },
    count: () => taken,
  }
}
