/** Builds a page with the extension's own Vite, messages and Preact, and serves it on loopback: the gallery, or another folder's. */

import { temporaryFolder } from '../support/leftovers.ts'
import { readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const extension = fileURLToPath(new URL('../../packages/extension/', import.meta.url))
const fromExtension = createRequire(join(extension, 'package.json'))
const fromWxt = createRequire(fromExtension.resolve('wxt'))

interface Vite {
  build(options: object): Promise<unknown>
  preview(options: object): Promise<{ resolvedUrls: { local: string[] }; close(): Promise<void> }>
}
interface I18n {
  parseMessagesFile(file: string): Promise<{ key: string[]; message: string }[]>
}

/** @param root folder with an index.html */
export async function servePage(root: string): Promise<{ url: string; close: () => Promise<void> }> {
  const { build, preview } = (await import(fromWxt.resolve('vite'))) as Vite
  const outDir = temporaryFolder('gallery')
  const options = { configFile: false, root, logLevel: 'error' }
  await build({
    ...options,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [await messages(), librariesOfTheExtension(root)],
    build: { outDir, emptyOutDir: true, minify: false, target: 'esnext', cssTarget: ['chrome140', 'firefox140'] },
  })
  // As the pages of the extension have it.
  const headers = { 'Content-Security-Policy': "style-src 'self'" }
  const server = await preview({ ...options, build: { outDir }, preview: { host: '127.0.0.1', port: 0, headers } })
  return {
    url: server.resolvedUrls.local[0] ?? '',
    async close() {
      await server.close()
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}

export const serveGallery = () => servePage(here)

/** `#i18n` outside an extension: the same sentences, the same placeholders; an unknown key is an error. */
async function messages() {
  const { parseMessagesFile } = (await import(fromExtension.resolve('@wxt-dev/i18n/build'))) as I18n
  const folder = join(extension, 'src/locales')
  const inEach = await Promise.all(
    readdirSync(folder).map(async (file) => {
      const parsed = await parseMessagesFile(join(folder, file))
      return [file.replace('.yml', ''), Object.fromEntries(parsed.map(({ key, message }) => [key.join('_'), message]))]
    }),
  )
  const catalogues = Object.fromEntries(inEach) as Record<string, Record<string, string>>
  return {
    name: 'messages',
    enforce: 'pre',
    resolveId: (id: string) => (id === '#i18n' ? '\0i18n' : null),
    load: (id: string) =>
      id === '\0i18n'
        ? `const sentences = ${JSON.stringify(catalogues['en'])}
           const t = (name, values = {}) => {
             const key = name.replaceAll('.', '_')
             if (sentences[key] === undefined) throw new Error('No sentence ' + key)
             return sentences[key].replace(/\\{(\\w+)\\}/g, (_, name) => values[name])
           }
           export const i18n = { t }`
        : null,
    // As the package has them beside its scripts.
    generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): void }) {
      for (const [language, sentences] of Object.entries(catalogues)) {
        this.emitFile({ type: 'asset', fileName: `_locales/${language}.json`, source: JSON.stringify(sentences) })
      }
    },
  }
}

/** Such a page lies outside the package whose libraries it must share. */
const librariesOfTheExtension = (root: string) => ({
  name: 'libraries-of-the-extension',
  enforce: 'pre',
  async resolveId(this: { resolve(id: string, from: string): Promise<unknown> }, id: string, from?: string) {
    const ours = /^(preact|yjs|lib0)(\/|$)/.test(id) && from?.startsWith(root) === true
    return ours ? await this.resolve(id, join(extension, 'src/gallery.ts')) : null
  },
})
