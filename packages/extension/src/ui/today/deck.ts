/** The cards of the deck: which there are. Their sentences are in the catalogue, under `deck.<theme>.q<number>`
 *  (`question-text.ts`); the document holds ids.
 *  Rule: ASK-1. */

export const themes = ['closeness', 'play', 'family', 'rest', 'dreams', 'body', 'thanks'] as const
export type Theme = (typeof themes)[number]
const numbers = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const
type CardNumber = (typeof numbers)[number]

/** Never given to another sentence, and never used again: a card may lie on a table for two weeks. */
export type Card = `${Theme}-${CardNumber}`

export const cards: readonly Card[] = themes.flatMap((theme) => numbers.map((number): Card => `${theme}-${number}`))

export function cardsOf(theme: Theme): readonly Card[] {
  return cards.filter((card) => card.startsWith(`${theme}-`))
}

/** A card that lies not on the table and was not just seen, if there is one; all alike likely.
 *  @param random from 0 up to 1 */
export function draw(among: readonly Card[], not: readonly string[], random: () => number): Card | undefined {
  const left = among.filter((card) => !not.includes(card))
  return left[Math.floor(random() * left.length)]
}
