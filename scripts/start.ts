// `pnpm start`: the server, then the extension for both browsers, then what to do next. Says something at once, and names
// what goes on. Ctrl-C at any moment ends all of it.
const say = (line: string): void => void process.stdout.write(`  ${line}\n`)
process.stdout.write('\nPorchlight\n\n')
say('starting the server')

const { spawn } = await import('node:child_process')
const server = spawn(process.execPath, ['packages/server/src/main.ts'], { stdio: 'inherit' })
const stopping = new AbortController()
let isBroken = false
// Ctrl-C reaches the server as well; it drains, and its exit is ours.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping.abort()
    server.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
  })
}
server.on('exit', (code, signal) => {
  stopping.abort()
  // Not before what was being built has ended too.
  void finished.then(() => process.exit(isBroken ? 1 : (code ?? (signal === null ? 0 : 1))))
})

const finished = buildBoth()

async function buildBoth(): Promise<void> {
  const { buildExtension, builtExtension } = await import('./build-extension.ts')
  try {
    await buildExtension({ say, signal: stopping.signal })
    if (!stopping.signal.aborted) {
      process.stdout.write(`
  Try both sides at once   npx -y pnpm@12.21.0 demo
  Or load the extension
    Chrome    chrome://extensions → Developer mode → Load unpacked → ${builtExtension('chrome-mv3')}
    Firefox   about:debugging#/runtime/this-firefox → Load Temporary Add-on → ${builtExtension('firefox-mv2')}/manifest.json

`)
    }
  } catch (error) {
    if (!stopping.signal.aborted) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      isBroken = true
      server.kill('SIGTERM')
    }
  }
}
