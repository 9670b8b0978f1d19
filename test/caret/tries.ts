/** What a person may do with the caret while the other types, and what has to stand there afterwards: written down once, tried
 *  at random places and moments by the test and by `run.ts`. Rule: AGREE-12 */

import type { SeededRandom } from '../support/seeded-random.ts'
import type { Hand } from './hand.ts'

export type Dice = Pick<SeededRandom, 'int'>

export interface Outcome {
  kind: string
  /** What was done, for whoever has to find out why. */
  story: string
  expected: string
  got: string
}

const blocks = ['alpha beta gamma delta', 'one two three four five', 'red green blue yellow', 'bread and butter soup']

interface Try extends Hand {
  dice: Dice
  /** The block the hand is in, and the other one, where the other types. */
  mine: number
  theirs: number
  tell(what: string): void
  wait(fromMs: number, toMs: number): Promise<void>
  clickAt(offset: number, times?: number): Promise<void>
  type(text: string): Promise<void>
  /** Until what the other has just done is here: a letter typed before that is typed into the block as it was. */
  arrived(): Promise<void>
  /** The text, with mine put in. */
  withMine(offset: number, text: string, block?: number, removed?: number): string
}

type Kind = (one: Try) => Promise<string>

const lengthOf = (block: number): number => (blocks[block] ?? '').length
const letters = 'QXK'
const repeated = async (times: number, act: () => Promise<void>): Promise<void> => {
  for (let time = 0; time < times; time += 1) await act()
}

/** Each does it, and says what must stand there then. */
export const kinds: Record<string, Kind> = {
  async 'a click'(one) {
    const offset = one.dice.int(0, lengthOf(one.mine))
    await one.clickAt(offset)
    await one.wait(0, 150)
    await one.type(letters)
    return one.withMine(offset, letters)
  },
  async 'a click, then a key that goes far'(one) {
    await one.clickAt(one.dice.int(1, lengthOf(one.mine) - 1))
    await one.wait(0, 120)
    const keys = (['Control+End', 'Control+Home', 'End', 'Home'] as const)[one.dice.int(0, 3)] ?? 'End'
    one.tell(keys)
    await one.press(keys)
    await one.wait(0, one.dice.int(0, 1) * 150)
    await one.type(letters)
    const block = keys === 'Control+End' ? blocks.length - 1 : keys === 'Control+Home' ? 0 : one.mine
    return one.withMine(keys.endsWith('End') ? lengthOf(block) : 0, letters, block)
  },
  async 'a click, then arrows'(one) {
    const steps = one.dice.int(1, 5)
    const isLeft = one.dice.int(0, 1) === 0
    const offset = one.dice.int(isLeft ? steps : 0, lengthOf(one.mine) - (isLeft ? 0 : steps))
    await one.clickAt(offset)
    await one.wait(0, 60)
    one.tell(`${steps} ${isLeft ? 'left' : 'right'}`)
    await repeated(steps, async () => {
      await one.press(isLeft ? 'ArrowLeft' : 'ArrowRight')
      await one.wait(0, 40)
    })
    await one.type(letters)
    return one.withMine(offset + (isLeft ? -steps : steps), letters)
  },
  async 'a selection by shift and arrows, typed over'(one) {
    const steps = one.dice.int(1, 6)
    const offset = one.dice.int(0, lengthOf(one.mine) - steps)
    await one.clickAt(offset)
    await one.wait(0, 60)
    one.tell(`${steps} selected`)
    await repeated(steps, () => one.press('Shift+ArrowRight'))
    await one.wait(0, 150)
    await one.type(letters)
    return one.withMine(offset, letters, one.mine, steps)
  },
  async 'a double click, typed over'(one) {
    const words = [...(blocks[one.mine] ?? '').matchAll(/\w+/g)]
    const word = words[one.dice.int(0, words.length - 1)]
    const start = word?.index ?? 0
    await one.clickAt(start + 1, 2)
    await one.wait(0, 150)
    await one.type(letters)
    return one.withMine(start, letters, one.mine, word?.[0].length ?? 0)
  },
  async 'a touch'(one) {
    const offset = one.dice.int(0, lengthOf(one.mine))
    // Or a browser takes it for the second tap of two.
    await one.wait(600, 650)
    one.tell(`tap at ${offset}`)
    await one.tap(await one.page('point', one.mine, offset))
    // Until a browser has seen that it was no swipe.
    await one.wait(100, 250)
    await one.type(letters)
    return one.withMine(offset, letters)
  },
  async 'a word that is composed'(one) {
    const offset = one.dice.int(0, lengthOf(one.mine))
    await one.clickAt(offset)
    await one.wait(0, 120)
    if (one.compose === undefined) await one.type('にほん')
    else await one.compose(['n', 'に', 'にh', 'にほ', 'にほn', 'にほん'], 'にほん')
    await one.wait(20, 60)
    await one.type('Q')
    return one.withMine(offset, 'にほんQ')
  },
  async 'a deletion taken back'(one) {
    const many = one.dice.int(1, 6)
    const offset = one.dice.int(many, lengthOf(one.mine))
    await one.clickAt(offset)
    await one.wait(20, 80)
    one.tell(`${many} deleted`)
    await repeated(many, () => one.press('Backspace'))
    await one.wait(0, 150)
    // One step, or more where the hand was slow.
    for (let step = 0; step < many && (await one.page('texts'))?.join('\n') !== blocks.join('\n'); step += 1) {
      await one.press('Control+z')
      await one.wait(20, 40)
    }
    await one.type(letters)
    return one.withMine(offset, letters)
  },
  async 'typing taken back and put back'(one) {
    const offset = one.dice.int(0, lengthOf(one.mine))
    await one.clickAt(offset)
    await one.wait(20, 80)
    await one.type('WV')
    await one.wait(0, 100)
    await repeated(2, () => one.press('Control+z'))
    await one.wait(0, 60)
    await repeated(2, () => one.press('Control+y'))
    await one.wait(0, 60)
    await one.type(letters)
    return one.withMine(offset, `WV${letters}`)
  },
  async 'a block the other splits'(one) {
    const offset = one.dice.int(0, lengthOf(one.mine))
    const at = one.dice.int(0, lengthOf(one.mine))
    await one.clickAt(offset)
    await one.wait(0, 60)
    one.tell(`split at ${at}`)
    await one.page('split', one.mine, at)
    await one.arrived()
    await one.wait(0, 60)
    await one.type(letters)
    return one.withMine(offset, letters)
  },
  async 'a block the other joins to the one before'(one) {
    if (one.mine === 0) return kinds['a click']?.(one) ?? ''
    const offset = one.dice.int(0, lengthOf(one.mine))
    await one.clickAt(offset)
    await one.wait(0, 60)
    one.tell('joined')
    await one.page('join', one.mine)
    await one.arrived()
    await one.wait(0, 60)
    await one.type(letters)
    return one.withMine(offset, letters)
  },
  async 'a block the other joins the next one to'(one) {
    if (one.mine === blocks.length - 1) return kinds['a click']?.(one) ?? ''
    const offset = one.dice.int(0, lengthOf(one.mine))
    await one.clickAt(offset)
    await one.wait(0, 60)
    one.tell('the next one joined')
    await one.page('join', one.mine + 1)
    await one.arrived()
    await one.wait(0, 60)
    await one.type(letters)
    return one.withMine(offset, letters)
  },
}

/** One try of one kind, with the other typing a letter every 25 to 60 ms. */
export async function tryOne(hand: Hand, kind: string, dice: Dice): Promise<Outcome> {
  const told: string[] = []
  const tell = (what: string): void => void told.push(what)
  const mine = dice.int(0, blocks.length - 1)
  const theirs = (mine + dice.int(1, blocks.length - 1)) % blocks.length
  const wait = async (fromMs: number, toMs: number): Promise<void> => {
    const ms = dice.int(fromMs, Math.max(fromMs, toMs))
    tell(`${ms} ms`)
    if (ms > 0) await new Promise((resume) => setTimeout(resume, ms))
  }
  const one: Try = {
    ...hand,
    dice,
    mine,
    theirs,
    tell,
    wait,
    async clickAt(offset, times = 1) {
      tell(`click ${times} at ${mine}:${offset}`)
      await hand.click(await hand.page('point', mine, offset), times)
    },
    async arrived() {
      while (!(await hand.page('shown'))) await new Promise((resume) => setTimeout(resume, 2))
    },
    async type(text) {
      for (const letter of text) await hand.press(letter)
    },
    withMine: (offset, text, block = mine, removed = 0) =>
      blocks
        .map((words, at) => (at === block ? words.slice(0, offset) + text + words.slice(offset + removed) : words))
        .join(''),
  }
  await hand.page('setUp', blocks)
  const at = dice.int(0, lengthOf(theirs))
  await hand.page('write', theirs, at, 25, 60)
  tell(`they write at ${theirs}:${at}`)
  // A first click gives the editor the focus, as in an editor somebody works in; far off, or the next would be its second.
  await hand.click(await hand.page('point', theirs, 0))
  await wait(30, 120)
  const expected = await (kinds[kind] as Kind)(one)
  await hand.page('stop')
  let got: string[] | undefined
  for (let look = 0; look < 50 && got?.join('') !== expected; look += 1) {
    if (look > 0) await new Promise((resume) => setTimeout(resume, 20))
    got = await hand.page('texts')
  }
  return { kind, story: told.join(', '), expected, got: got?.join('') ?? 'the two differ' }
}
