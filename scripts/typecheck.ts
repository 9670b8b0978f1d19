// Type-checks each layer under its own tsconfig, two at a time, with the native compiler (docs/adr/0018).
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

// The dearest first.
const projects = ['test', 'packages/extension', 'packages/client', 'packages/server', 'packages/shared']

const native = dirname(createRequire(import.meta.url).resolve('typescript-native/package.json'))

const check = (project: string): Promise<boolean> =>
  new Promise((resolve) => {
    const tsc = spawn(process.execPath, [join(native, 'bin/tsc'), '-p', project, '--pretty', 'false'], {
      stdio: 'inherit',
    })
    tsc.on('close', (code) => resolve(code === 0))
  })

const results: boolean[] = []
const queue = [...projects]
const worker = async (): Promise<void> => {
  for (let project = queue.shift(); project !== undefined; project = queue.shift()) results.push(await check(project))
}
await Promise.all([worker(), worker()])
process.exit(results.every(Boolean) ? 0 : 1)
