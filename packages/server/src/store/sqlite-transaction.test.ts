import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { createTransaction } from './sqlite-transaction.ts'

test('SYNC-3 an act that would go on after the commit does not compile; one that is refused leaves nothing', () => {
  const db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE kept (n INTEGER)')
  const transaction = createTransaction(db)
  const kept = (): unknown => db.prepare('SELECT count(*) AS n FROM kept').get()?.['n']
  const insert = (): string => {
    db.exec('INSERT INTO kept VALUES (1)')
    return 'inserted'
  }
  // @ts-expect-error what it gives back settles after the commit
  const early: unknown = transaction(async () => insert())
  expect(early).toBeInstanceOf(Promise)
  // @ts-expect-error so does this
  expect(transaction(() => (kept() === 2 ? Promise.resolve(1) : 2))).toBe(2)
  expect(transaction(insert)).toBe('inserted')
  expect(kept()).toBe(2)
  expect(transaction(insert, () => false)).toBe('inserted')
  expect(kept()).toBe(2)
  db.close()
})
