// `pnpm start`: builds the extension, starts the server, says in a few lines what to do next.
import { spawn } from 'node:child_process'
import { buildExtension, builtExtension } from './build-extension.ts'

buildExtension()
process.stdout.write(`
  Try both sides at once   npx -y pnpm@12.21.0 demo
  Or load the extension
    Chrome    chrome://extensions → Developer mode → Load unpacked → ${builtExtension('chrome-mv3')}
    Firefox   about:debugging#/runtime/this-firefox → Load Temporary Add-on → ${builtExtension('firefox-mv2')}/manifest.json

`)

const server = spawn(process.execPath, ['packages/server/src/main.ts'], { stdio: 'inherit' })
// Ctrl-C reaches the server as well; it drains, and its exit is ours.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)))
