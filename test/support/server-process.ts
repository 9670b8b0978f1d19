/** The real server as a child process: its own port, its own data directory, killed and restarted at will. */
import { endsWithUs, temporaryFolder } from './leftovers.ts'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url))

export interface ServerProcess {
  readonly url: string
  readonly wsUrl: string
  readonly port: number
  readonly metricsUrl: string
  readonly dataDir: string
  /** Of the process that runs now. */
  pid(): number
  /** Everything the server has written so far, over all its runs. */
  stdout(): string
  stderr(): string
  /** Ends it as a power cut would end the process: nothing is flushed. */
  kill(): Promise<void>
  /** Ctrl-C; resolves to the exit code. */
  interrupt(): Promise<number | null>
  /** After `kill` or `interrupt`: the same port, the same data. */
  restart(env?: Record<string, string>): Promise<void>
  /** Ends it if it runs and removes its data. */
  dispose(): Promise<void>
}

export interface ServerProcessOptions {
  env?: Record<string, string>
  /** Default: a new directory, removed by `dispose`. */
  dataDir?: string
  /** A PostgreSQL to keep everything in, instead of the directory: the server is one node of several. */
  databaseUrl?: string
  /** How it is started; default: this project's server on this Node. */
  command?: readonly [string, ...string[]]
}

/** The same for all nodes of a test. */
export const nodesSecret = Buffer.alloc(32, 'nodes').toString('base64url')

/** Starts the server and waits until `/readyz` answers 200. Limits are off unless `env` says otherwise. */
export const startServer = async (options: ServerProcessOptions = {}): Promise<ServerProcess> => {
  const dataDir = options.dataDir ?? temporaryFolder('server')
  const [port, metricsPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const [command, ...args] = options.command ?? [process.execPath, main]
  let env = options.env ?? {}
  let out = ''
  let err = ''
  let child: ChildProcess

  const start = async (): Promise<void> => {
    child = endsWithUs(
      spawn(command, args, {
        env: {
          ...bareEnv(),
          HOST: '127.0.0.1',
          LIMITS: 'off',
          ...env,
          PORT: String(port),
          METRICS_PORT: String(metricsPort),
          ...(options.databaseUrl === undefined
            ? { DATA_DIR: dataDir }
            : { DATABASE_URL: options.databaseUrl, SERVER_SECRET: nodesSecret }),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
    await untilReady(url, child, () => err)
  }

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    return child.exitCode
  }

  await start()
  return {
    url,
    wsUrl: `ws://127.0.0.1:${port}/v1/sync`,
    port,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    dataDir,
    pid: () => child.pid ?? 0,
    stdout: () => out,
    stderr: () => err,
    kill: async () => void (await end('SIGKILL')),
    interrupt: () => end('SIGINT'),
    restart: async (newEnv) => {
      env = newEnv ?? env
      await start()
    },
    dispose: async () => {
      await end('SIGKILL')
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Runs the server where it should refuse to start; resolves to how it ended and what it said. */
export const runServerToExit = async (
  env: Record<string, string>,
): Promise<{ code: number | null; stdout: string; stderr: string }> => {
  const child = endsWithUs(
    spawn(process.execPath, [main], { env: { ...bareEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

export const freePort = async (): Promise<number> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** What a process needs to run, and none of the server's settings that may be around. */
export const bareEnv = (): Record<string, string> => {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env
  return { PATH, HOME, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) }
}

const untilReady = async (url: string, child: ChildProcess, err: () => string): Promise<void> => {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server did not start:\n${err()}`)
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (isReady) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
