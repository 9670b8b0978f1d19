import { preact } from '@preact/preset-vite'
import { defineConfig } from 'wxt'
import { plainLogger } from './plain-logger.ts'
import { sharedWithPopup } from './shared-with-popup.ts'

const lampIcons = (lamp: string): Record<number, string> =>
  Object.fromEntries([16, 32, 48, 128].map((size) => [size, `icon/${lamp}-${size}.png`]))

/** What pages and the worker may load: scripts and styles of this package, and the couple's own server, whose address is theirs
 *  to choose. No image, font, frame or plugin; no text becomes markup but what is pasted into the editor, which parses it
 *  apart from the page. `docs/supply-chain.md` says what each source is for. */
const contentSecurityPolicy = (command: 'build' | 'serve'): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // The development server puts styles into the page as it goes.
    command === 'serve' ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    // `'self'`: the sentences of a language that was chosen, out of the package.
    "connect-src 'self' http: https: ws: wss:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...(command === 'serve' ? [] : ["require-trusted-types-for 'script'", 'trusted-types ProseMirrorClipboard']),
  ].join('; ')

// Only what is used is asked for. No host permission: the server allows extension origins by CORS (SYNC-11).
export default defineConfig({
  srcDir: 'src',
  publicDir: 'src/public',
  outDir: process.env['EXTENSION_OUT_DIR'] ?? '.output',
  modules: ['@wxt-dev/i18n/module'],
  // `pnpm dev` opens its own, two of them.
  webExt: { disabled: true },
  vite: ({ command }) => {
    // What a shell happens to hold (a test runner's `test`) must not reach a build: Vite would put source paths into it.
    if (command === 'build') process.env['NODE_ENV'] = 'production'
    return {
      // The development server serves modules one by one, and takes what nobody asks for out of none of them.
      plugins: [preact(), ...(command === 'build' ? [plainLogger()] : [])],
      build: {
        // `light-dark()` stays as it is written: every browser from `minimum_chrome_version` on knows it.
        cssTarget: ['chrome140', 'firefox140'],
        modulePreload: { polyfill: false },
        rolldownOptions: { output: { codeSplitting: { groups: [{ name: sharedWithPopup, minShareCount: 2 }] } } },
      },
    }
  },
  manifest: ({ browser, command }) => ({
    name: '__MSG_name__',
    description: '__MSG_description__',
    default_locale: 'en',
    icons: lampIcons('lit'),
    [browser === 'firefox' ? 'browser_action' : 'action']: { default_icon: lampIcons('dark') },
    permissions: ['storage', 'unlimitedStorage', 'alarms', 'contextMenus', 'activeTab', 'idle'],
    optional_permissions: ['notifications'],
    content_security_policy: { extension_pages: contentSecurityPolicy(command) },
    commands: {
      'send-glow': { suggested_key: { default: 'Alt+Shift+G' }, description: '__MSG_commands_sendGlow__' },
      ...(browser === 'firefox' ? { _execute_browser_action: {} } : { _execute_action: {} }),
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'porchlight@porchlight.example',
              strict_min_version: '140.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '140' }),
  }),
})
