/** Erases couples nobody of whom was here for so many days, as if they had erased themselves. The server must not run: it knows
 *  by heart which rows are whose. */
import { databasePath, openDataDir } from '../store/data-dir.ts'
import { dayOf } from '../store/utc-day.ts'
import { openToReadToday } from '../store/sqlite-inspection.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { type Call, type Command, count, UsageError } from './command.ts'

export const purge: Command = {
  usage: '--inactive-days <n> [--dry-run]',
  summary: 'erases couples nobody of whom was here for n days; --dry-run only counts them',
  operands: 0,
  options: { 'inactive-days': { type: 'string' }, 'dry-run': { type: 'boolean' } },
  run: async (call) => {
    const since = dayOf(Date.now() - daysOf(call) * 86_400_000)
    const gone =
      call.options['dry-run'] === true ? countGone(call.dataDir, since) : await eraseGone(call.dataDir, since)
    const verb = call.options['dry-run'] === true ? 'would be erased' : gone === 1 ? 'was erased' : 'were erased'
    call.say(`${count(gone, 'couple')} not seen since ${since} ${verb}.`)
    return 0
  },
}

const daysOf = ({ options }: Call): number => {
  const days = options['inactive-days']
  if (typeof days === 'string' && /^[1-9]\d{0,4}$/.test(days)) return Number(days)
  throw new UsageError('--inactive-days is a whole number of days from 1.')
}

const countGone = (dataDir: string, since: string): number => {
  const db = openToReadToday(databasePath(dataDir))
  try {
    const row = db.prepare('SELECT count(*) AS n FROM couples WHERE seen_day < ?').get(since)
    return Number(row?.['n'])
  } finally {
    db.close()
  }
}

const eraseGone = async (dataDir: string, since: string): Promise<number> => {
  // Nothing is made where there is nothing, and a schema of before is taken further by a server, not in passing.
  openToReadToday(databasePath(dataDir)).close()
  const dir = openDataDir(dataDir)
  try {
    const store = openSqliteStore({ path: dir.databasePath, maxPages: 0 })
    try {
      const gone = await store.couplesNotSeenSince(since)
      for (const coupleId of gone) {
        // One after the other: each is a transaction of its own on one connection.
        // oxlint-disable-next-line no-await-in-loop
        await store.erase(coupleId)
      }
      return gone.length
    } finally {
      await store.close()
    }
  } finally {
    dir.release()
  }
}
