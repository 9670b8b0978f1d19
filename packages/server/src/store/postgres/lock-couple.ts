/** Whoever decides by several rows of a couple locks its one row first: then such decisions come one after the other, on whichever node,
 *  as they do in SQLite. Updates of its document do not wait for that. */
import type { CoupleId } from '@porchlight/shared/wire/api'
import { whole } from '../columns.ts'
import type { Session } from './database.ts'

/** The epoch in force; undefined where the couple is gone. */
export async function lockCouple(session: Session, coupleId: CoupleId): Promise<number | undefined> {
  return (await session.get({ epoch: whole }, 'SELECT epoch FROM couples WHERE id = $1 FOR UPDATE', coupleId))?.epoch
}
