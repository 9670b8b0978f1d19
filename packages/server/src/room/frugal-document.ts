/** A short-lived document that gives up when its content is dear to put together.
 *
 *  Yjs finds the place of an item by looking past everything between its two neighbours of old. For what people write that is a
 *  handful; an update may also be made so that every item has to look past all others, and then 100 KB of it take
 *  11 s of everybody's time. How many looks an item will need cannot be read off the update: it depends on what else is there.
 *  So they are counted while the document is put together, in two places that Yjs passes on the way:
 *    · what it looks up by client: once for each item it passes whose neighbour is a third one,
 *    · items that name the same left neighbour: each may have to pass all those that came before it, unless it stands between
 *      the very two it names (as everything does that nobody else wrote at the same place at the same time).
 *  Counts, not time: the same bytes are taken or refused on every machine, however busy it is. Rule: SYNC-5, SYNC-5b. */
import * as Y from 'yjs'

type Structs = (Y.GC | Y.Item)[]

/** Every item brings looks with it: an ordinary one takes about ten, so the cost stays in proportion to the content, and of rows that
 *  add up to something dear the last ones are given up while all before are still cheap. */
const looksPerItem = 32

/** What may be looked at beyond that: 250 items at once at one place, or one who was away while 30,000 were written. */
const looksToSpare = 32_768

/** Putting anything into it throws a RangeError once it takes more looks than that: the document is then good for nothing. */
export function createFrugalDocument(): Y.Doc {
  // A name it never needs: Yjs would draw one by chance, a character at a time.
  const doc = new Y.Doc({ gc: true, guid: 'short-lived' })
  doc.store.clients = new CountedClients()
  return doc
}

class CountedClients extends Map<number, Structs> {
  #looksLeft = looksToSpare
  /** How many items name the same left neighbour: by its client and clock, or, at the beginning, by parent and key. */
  readonly #neighbours = new Map<unknown, Map<unknown, number>>()

  override get(client: number): Structs | undefined {
    this.#spend(1)
    return super.get(client)
  }

  override set(client: number, structs: Structs): this {
    structs.push = (...added: Structs): number => {
      this.#looksLeft += looksPerItem * added.length
      for (const struct of added) if (struct instanceof Y.Item) this.#count(struct)
      return Array.prototype.push.apply(structs, added)
    }
    return super.set(client, structs)
  }

  /** Called when the item has its place. */
  #count(item: Y.Item): void {
    const { origin, parent, parentSub } = item
    const [first, second] = origin === null ? [parent, parentSub] : [origin.client, origin.clock]
    let counts = this.#neighbours.get(first)
    if (counts === undefined) this.#neighbours.set(first, (counts = new Map()))
    const before = counts.get(second) ?? 0
    counts.set(second, before + 1)
    if (!isWhereItWasWritten(item)) this.#spend(before)
  }

  #spend(looks: number): void {
    this.#looksLeft -= looks
    if (this.#looksLeft < 0) throw new RangeError('The content takes too long to put together.')
  }
}

const isWhereItWasWritten = ({ left, right, origin, rightOrigin }: Y.Item): boolean =>
  Y.compareIDs(left?.lastId ?? null, origin) && Y.compareIDs(right?.id ?? null, rightOrigin)
