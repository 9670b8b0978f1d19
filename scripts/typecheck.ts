// Type-checks each layer under its own tsconfig, two at a time.
import { spawn } from 'node:child_process'

const projects = ['packages/shared', 'packages/server', 'packages/extension', 'test']

const check = (project: string): Promise<boolean> =>
  new Promise((resolve) => {
    const tsc = spawn('tsc', ['-p', project, '--pretty', 'false'], { stdio: 'inherit' })
    tsc.on('close', (code) => resolve(code === 0))
  })

const results: boolean[] = []
const queue = [...projects]
const worker = async (): Promise<void> => {
  for (let project = queue.shift(); project !== undefined; project = queue.shift()) results.push(await check(project))
}
await Promise.all([worker(), worker()])
process.exit(results.every(Boolean) ? 0 : 1)
