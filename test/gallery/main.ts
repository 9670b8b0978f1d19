// `pnpm gallery`: every screen in every state, in both themes, in a browser; what `shoot.ts` photographs.
import { serveGallery } from './serve.ts'

const gallery = await serveGallery()
process.stdout.write(`\n  Every screen in every state: ${gallery.url}\n  Ctrl-C ends it.\n\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void gallery.close().then(() => process.exit(0)))
}
