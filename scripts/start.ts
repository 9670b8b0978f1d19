// `pnpm start`: builds the extension, starts the server, says in a few lines what to do next.
import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

const build = spawnSync('pnpm', ['--silent', '--filter', '@porchlight/extension', 'build'], { encoding: 'utf8' })
if (build.status !== 0) {
  process.stderr.write(`${build.stdout}${build.stderr}\nThe extension could not be built.\n`)
  process.exit(1)
}

const built = (folder: string): string => resolve('packages/extension/.output', folder)
process.stdout.write(`
  Try both sides at once:   npx -y pnpm@12.21.0 demo
  Or load the extension:
    Chrome    chrome://extensions → Developer mode → Load unpacked → ${built('chrome-mv3')}
    Firefox   about:debugging#/runtime/this-firefox → Load Temporary Add-on → ${built('firefox-mv2/manifest.json')}

`)

const server = spawn(process.execPath, ['packages/server/src/main.ts'], { stdio: 'inherit' })
// Ctrl-C reaches the server as well; it drains, and its exit is ours.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)))
