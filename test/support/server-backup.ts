/** A copy of what a server keeps, and the server put back to it: as somebody with its disk does, while it does not run. */

import { cp, rm } from 'node:fs/promises'
import { temporaryFolder } from './leftovers.ts'
import type { ServerProcess } from './server-process.ts'

export interface ServerBackup {
  make(): Promise<void>
  putBack(): Promise<void>
  dispose(): Promise<void>
}

export function createServerBackup(server: ServerProcess): ServerBackup {
  const folder = temporaryFolder('backup')
  return {
    async make() {
      await server.interrupt()
      await cp(server.dataDir, folder, { recursive: true })
      await server.restart()
    },
    async putBack() {
      await server.interrupt()
      await rm(server.dataDir, { recursive: true, force: true })
      await cp(folder, server.dataDir, { recursive: true })
      await server.restart()
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}
