/** Where a node keeps things and how it hears of the others: a file of its own and nobody else, or a PostgreSQL that many share. */
import type { Clock, Random } from '@porchlight/shared/capabilities'
import { PorchlightError } from '@porchlight/shared/errors'
import type { Bus } from './bus/bus.ts'
import { createMemoryBus } from './bus/memory.ts'
import { openPostgresBus } from './bus/postgres.ts'
import type { Config } from './config.ts'
import type { Log } from './ops/log.ts'
import { openDataDir } from './store/data-dir.ts'
import { openPostgresStore } from './store/postgres/postgres.ts'
import { openSqliteStore } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

export interface Engine {
  /** Whether other nodes may write there too. */
  isShared: boolean
  /** Signs tickets; the same on every node. */
  secret: Uint8Array
  open(log: Log): Promise<{ store: Store; bus: Bus }>
  /** After store and bus are closed. */
  release(): void
}

/** Throws: PorchlightError 'broken-store' where it cannot be had; so does `open` */
export function createEngine(deps: { clock: Clock; random: Random }, config: Config): Engine {
  const { kept } = config
  switch (kept.in) {
    case 'sqlite': {
      const dataDir = openDataDir(kept.dataDir)
      return {
        isShared: false,
        secret: config.serverSecret ?? dataDir.readSecret(),
        open: async () => ({
          store: openSqliteStore({ path: dataDir.databasePath, maxPages: kept.maxPages }),
          bus: createMemoryBus(),
        }),
        release: dataDir.release,
      }
    }
    case 'postgres': {
      const node = Buffer.from(deps.random.bytes(9)).toString('base64url')
      if (config.serverSecret === undefined) throw new PorchlightError('bad-config', 'SERVER_SECRET is missing')
      return {
        isShared: true,
        secret: config.serverSecret,
        open: async (log) => {
          const store = await openPostgresStore({ url: kept.url, connections: kept.connections, node })
          const bus = await openPostgresBus({ ...deps, log }, { url: kept.url, node, storeTells: true })
          return { store, bus }
        },
        release: () => undefined,
      }
    }
    default:
      return kept satisfies never
  }
}
