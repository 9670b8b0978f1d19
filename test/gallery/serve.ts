/** Serves the gallery on loopback with the extension's own Vite, messages and Preact. */

import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const extension = new URL('../../packages/extension/', import.meta.url)
const fromExtension = createRequire(new URL('package.json', extension))
const fromWxt = createRequire(fromExtension.resolve('wxt'))

interface ViteServer {
  resolvedUrls: { local: string[] }
  listen(): Promise<unknown>
  close(): Promise<void>
}
interface Vite {
  createServer(options: object): Promise<ViteServer>
}
interface ParsedMessage {
  key: string[]
  message: string
}

export async function serveGallery(): Promise<{ url: string; close: () => Promise<void> }> {
  const { createServer } = (await import(fromWxt.resolve('vite'))) as Vite
  const { parseMessagesFile } = (await import(fromExtension.resolve('@wxt-dev/i18n/build'))) as {
    parseMessagesFile(file: string): Promise<ParsedMessage[]>
  }
  const parsed = await parseMessagesFile(fileURLToPath(new URL('src/locales/en.yml', extension)))
  const messages = Object.fromEntries(parsed.map(({ key, message }) => [key.join('.'), message]))
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, fs: { strict: false }, watch: null, hmr: false },
    cacheDir: '/tmp/porchlight-gallery-cache',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [
      {
        name: 'messages',
        enforce: 'pre',
        async resolveId(this: { resolve(id: string, from: string): Promise<unknown> }, id: string, from?: string) {
          if (id === '#i18n') return '\0i18n'
          // The gallery lies outside the package whose Preact it must share.
          const ours =
            /^(preact|yjs|lib0)(\/|$)/.test(id) && from?.startsWith(fileURLToPath(new URL('.', import.meta.url)))
          return ours === true ? await this.resolve(id, fileURLToPath(new URL('src/gallery', extension))) : null
        },
        load: (id: string) =>
          id === '\0i18n'
            ? `const messages = ${JSON.stringify(messages)}
               const t = (key, values = {}) => {
                 if (messages[key] === undefined) throw new Error('No message ' + key)
                 return messages[key].replace(/\\{(\\w+)\\}/g, (_, name) => values[name])
               }
               export const i18n = { t }`
            : null,
      },
    ],
  })
  await server.listen()
  return { url: server.resolvedUrls.local[0] ?? '', close: () => server.close() }
}
