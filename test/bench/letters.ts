/** A letter typed in one editor → seen in the partner's, both open, loopback, real browsers; and whether the caret was ever
 *  missing while its text was there. Times are the pages' own, on one machine's clock. */

import { editorOf, openAgreement } from '../support/agreement.ts'
import { pairTwo } from '../support/couple.ts'
import { eventually } from '../support/eventually.ts'
import { startServer } from '../support/server-process.ts'
import { report, shown, summarize, withSpread } from './figures.ts'
import type { Figures } from './results.ts'

const words = 'we leave a light on for each other, and answer kindly whenever we can'

export const measureLetters = async (): Promise<Figures> => {
  const server = await startServer()
  const [robin, sam] = await pairTwo(server.url)
  const [hers, his] = await Promise.all([openAgreement(robin), openAgreement(sam)])
  // Both are known to be in the editor before the first letter counts.
  await Promise.all([editorOf(hers).click(), editorOf(his).click()])
  await his.getByText('Robin is here').waitFor()
  await his.evaluate(() => {
    const editor = document.querySelector('[contenteditable]')
    const seen: { length: number; at: number; caret: boolean }[] = []
    Object.assign(globalThis, { seen })
    const look = (): void => {
      const carets = document.querySelectorAll('.their-caret')
      const names = [...carets].reduce((sum, caret) => sum + (caret.textContent ?? '').length, 0)
      const length = (editor?.textContent ?? '').length - names
      if (length !== seen.at(-1)?.length) seen.push({ length, at: Date.now(), caret: carets.length > 0 })
    }
    if (editor !== null)
      new MutationObserver(look).observe(editor, { subtree: true, childList: true, characterData: true })
  })
  const typed: number[] = []
  for (const letter of words) {
    typed.push(Date.now())
    await hers.keyboard.type(letter)
    await new Promise((resume) => setTimeout(resume, 60))
  }
  const seen = await eventually(
    () => his.evaluate(() => (globalThis as unknown as { seen: Seen[] }).seen),
    (marks) => (marks.at(-1)?.length ?? 0) >= words.length,
  )
  const latencies = typed.map((at, index) => {
    const mark = seen.find(({ length }) => length > index)
    return (mark?.at ?? Number.NaN) - at
  })
  const letter = summarize(latencies)
  const withoutCaret = seen.filter(({ caret }) => !caret).length
  report('letter → partner’s editor', `${withSpread(letter)} ms, p95 ${shown(letter.p95)} ms`)
  report('times the text moved while the caret was missing', String(withoutCaret))
  await Promise.all([robin.device.forget(), sam.device.forget()])
  await server.dispose()
  return { letter, withoutCaret }
}

interface Seen {
  length: number
  at: number
  caret: boolean
}
