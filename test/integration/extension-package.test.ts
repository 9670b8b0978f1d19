/** What lies in the built packages, for Chrome and for Firefox: no code from elsewhere, no door to others, no permission more
 *  than is used, and a reason in docs/supply-chain.md for each. */

import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { builtExtension } from '../support/chromium.ts'
import { builtExtension as builtForFirefox } from '../support/firefox.ts'

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' http: https: ws: wss:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ProseMirrorClipboard"

const permissions = ['storage', 'unlimitedStorage', 'alarms', 'contextMenus', 'activeTab', 'idle']

const packages = [
  {
    browser: 'Chrome',
    folder: builtExtension,
    policy: { extension_pages: policy },
    permissions: [...permissions, 'sidePanel'],
    keys: ['minimum_chrome_version', 'side_panel', 'action'],
  },
  {
    browser: 'Firefox',
    folder: builtForFirefox,
    policy,
    permissions,
    keys: ['browser_specific_settings', 'sidebar_action', 'browser_action'],
  },
]

/** What a permission is asked for, as it stands in the code. Room on the disk has no call of its own. */
const calls: Record<string, RegExp> = {
  storage: /\.storage\.(local|session)\b/,
  alarms: /\.alarms\.create\(/,
  contextMenus: /\.contextMenus\b/,
  activeTab: /\.tabs\.query\(/,
  sidePanel: /\bsidePanel\b/,
  idle: /\.idle\./,
  notifications: /\.notifications\.create\(/,
}

/** Addresses that may stand in the code. Nobody fetches them: names of XML vocabularies, the field's first text, a link to
 *  press, and what libraries say in an error. */
const addresses = [
  'http://www.w3.org/',
  'http://localhost:8787',
  'https://findahelpline.com',
  'https://github.com/yjs/yjs/issues/438',
  'https://prosemirror.net/docs/guide/',
  'https://tiptap.dev/api/extensions/collaboration-caret',
]

describe.each(packages)('the package for $browser', ({ folder, policy, permissions, keys }) => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const texts = files
    .filter((file) => /\.(js|html|css|json)$/.test(file))
    .map((file) => ({ file: file.slice(folder.length + 1), text: readFileSync(file, 'utf8') }))
  const scripts = texts.filter(({ file }) => file.endsWith('.js'))
  const pages = texts.filter(({ file }) => file.endsWith('.html'))
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>
  /** Where a pattern stands, with what is around it. */
  const places = (pattern: RegExp, among = texts): string[] =>
    among.flatMap(({ file, text }) =>
      [...text.matchAll(pattern)].map(({ index }) => `${file}: ${text.slice(Math.max(0, index - 30), index + 60)}`),
    )

  it('has scripts and pages to look at', () => {
    expect(scripts.length).toBeGreaterThan(5)
    expect(pages.length).toBeGreaterThan(4)
  })

  it('asks for exactly the permissions it uses, each with its reason in the documentation', () => {
    expect(manifest['permissions']).toEqual(permissions)
    expect(manifest['optional_permissions']).toEqual(['notifications'])
    expect(manifest['host_permissions']).toBeUndefined()
    const documentation = readFileSync(resolve(import.meta.dirname, '../../docs/supply-chain.md'), 'utf8')
    for (const permission of [...permissions, 'notifications']) {
      expect(documentation).toMatch(new RegExp(`^\\| \`${permission}\` \\| \\S`, 'm'))
    }
    const called = [...permissions, 'notifications'].filter((permission) => permission in calls)
    const unused = called.filter((name) => !scripts.some(({ text }) => calls[name]?.test(text)))
    expect(unused).toEqual([])
  })

  it('opens no door: no page may frame, load, message or inject', () => {
    const known = ['manifest_version', 'name', 'description', 'version', 'icons', 'default_locale', 'permissions']
    const more = ['optional_permissions', 'content_security_policy', 'commands', 'background', 'options_ui', ...keys]
    // So neither content_scripts, externally_connectable, web_accessible_resources nor what will be invented next.
    expect(Object.keys(manifest).filter((key) => ![...known, ...more].includes(key))).toEqual([])
    expect(places(/onConnectExternal|onMessageExternal|onUserScriptConnect|onUserScriptMessage/g, scripts)).toEqual([])
    expect(manifest['content_security_policy']).toEqual(policy)
  })

  it('runs only what lies in the package', () => {
    expect(places(/\beval\s*\(|\bnew Function\b|\bFunction\s*\(\s*["'`]|\bimportScripts\b/g, scripts)).toEqual([])
    expect(places(/\bimport\s*\(\s*(?![`'"]\.{1,2}\/)/g, scripts)).toEqual([])
    // By a parser: a string may say `from "`, too.
    const imported = scripts.flatMap(({ file, text }) =>
      ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => `${file}: ${fileName}`),
    )
    expect(imported.length).toBeGreaterThan(10)
    expect(imported.filter((one) => !/: \.{1,2}\//.test(one))).toEqual([])
    expect(places(/<script(?![^>]* src="\/)[^>]*>|<script[^>]* src="\/\//g, pages)).toEqual([])
    expect(places(/<(?:link|img|iframe|object|embed)[^>]* (?:href|src|data)="(?!\/[^/])/g, pages)).toEqual([])
    expect(
      places(
        /@import|url\((?!["']?data:)/g,
        texts.filter(({ file }) => file.endsWith('.css')),
      ),
    ).toEqual([])
  })

  it('names no address but those that are known', () => {
    const found = [...new Set(scripts.flatMap(({ text }) => text.match(/\b(?:https?|wss?):\/\/[\w.[\]:/-]+/g) ?? []))]
    expect(found.filter((address) => !addresses.some((known) => address.startsWith(known)))).toEqual([])
  })

  it('carries no source map, and no path of the machine it was built on', () => {
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
    expect(places(/sourceMappingURL|sourceURL=/g)).toEqual([])
    expect(places(/\/node_modules\/|\/packages\/|file:\/\//g)).toEqual([])
    expect(texts.filter(({ text }) => text.includes(resolve(import.meta.dirname, '../..')))).toEqual([])
  })
})
