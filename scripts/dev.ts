// `pnpm dev`: a server, and two browsers with the extension, all of which begin anew when their source changes. Two profiles that
// last until it ends: pair them once, and stay paired while you work. Without a display the browsers are not to be seen.
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { ensureBrowsers } from './ensure-browsers.ts'
import { endsWithUs, temporaryFolder } from '../test/support/leftovers.ts'
import { eventually } from '../test/support/eventually.ts'

const extension = resolve(import.meta.dirname, '../packages/extension')
const say = (line: string): void => void process.stdout.write(`  ${line}\n`)

process.stdout.write('\nPorchlight, while you work\n\n')
ensureBrowsers(['chromium'])

say('starting the server; what you write there starts it again')
const dataDir = process.env['DATA_DIR'] ?? temporaryFolder('dev')
const server = spawn(process.execPath, ['--watch', 'packages/server/src/main.ts'], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, DATA_DIR: dataDir },
  detached: true,
})
// Who watches does not take along whom it started: all of its group goes.
process.on('exit', () => {
  if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM')
})

say('building the extension; what you write there reloads it')
const wxt = endsWithUs(
  spawn(process.execPath, [join(extension, 'node_modules/wxt/bin/wxt.mjs')], {
    cwd: extension,
    stdio: ['ignore', 'pipe', 'inherit'],
  }),
)
let said = ''
wxt.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
await eventually(
  () => said,
  (text) => /Built extension/i.test(text) || wxt.exitCode !== null,
  120_000,
)
if (wxt.exitCode !== null) throw new Error(said)

process.env['EXTENSION_DIR'] = join(extension, '.output/chrome-mv3-dev')
const { openDevice } = await import('../test/support/chromium.ts')
const hasDisplay =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== ''
const windowAt = (x: number) => ({
  headed: hasDisplay,
  args: [`--window-position=${x},60`, '--window-size=760,860'],
})
const devices = await Promise.all([openDevice(windowAt(0)), openDevice(windowAt(780))])
for (const device of devices) await (await device.open('welcome')).getByRole('main').waitFor()
say('two browsers are open, strangers to each other; Ctrl-C ends all of it')
await Promise.race(devices.map((device) => new Promise((closed) => device.context.on('close', closed))))
process.exit(0)
