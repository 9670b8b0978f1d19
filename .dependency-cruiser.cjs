/** The layers of ARCHITECTURE.md, a sentence each. */
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })
const src = (path) => `^packages/${path}`

/** The floors of the server, the lowest first, each with what it is for: no arrow runs up. */
const serverFloors = [
  ['ops/', 'What every floor may use: log, metrics, addresses. It knows nothing of a porch.'],
  ['bus/', 'What nodes tell each other. A hint; it knows nothing of what is kept.'],
  ['store/', 'What is kept. It knows rows and rules over them, and nobody who is there.'],
  ['room/', 'Who is there, and the way of every update. It knows no socket and no request.'],
  ['socket/', 'The door for sockets: tickets, origins, heartbeats.'],
  ['config.ts', 'What an operator set.'],
  ['http/', 'Calls and pages.'],
  ['cli/', "The operator's commands, beside the server."],
  ['engine.ts', 'Where a node keeps things and how it hears of the others.'],
  ['serve.ts', 'Puts a server together.'],
  ['main.ts', 'Chooses between the server and a command.'],
]
const noArrowUp = serverFloors.slice(0, -1).map(([floor, sentence], at) => {
  const above = serverFloors.slice(at + 1).map(([name]) => name.replace('.', '\\.'))
  const from = src(`server/src/${floor.replace('.', '\\.')}`)
  const name = `server-${floor.replace(/\/|\.ts/, '')}-looks-down`
  return rule(
    name,
    sentence,
    { path: from, pathNot: '\\.test\\.ts$' },
    { path: src(`server/src/(${above.join('|')})`) },
  )
})

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle means two files are one idea, or a third is missing.', {}, { circular: true }),
    rule(
      'shared-stands-alone',
      'shared imports nothing of ours.',
      { path: src('shared/'), pathNot: '\\.test\\.tsx?$' },
      { path: ['^packages/(server|client|extension)/', '^test/', '^scripts/'] },
    ),
    rule(
      'domain-is-pure',
      'The rules know nothing of keys, sync or wire.',
      { path: src('shared/src/domain/') },
      { path: src('shared/src/(crypto|sync|wire|wording-help)/') },
    ),
    rule(
      'wording-help-only-reads',
      'Wording help reads a text, and knows no couple, no key, no wire and no library.',
      { path: src('shared/src/wording-help/'), pathNot: '\\.test\\.tsx?$' },
      { pathNot: src('shared/src/wording-help/') },
    ),
    rule(
      'wording-help-where-one-types',
      'It is loaded where one types: by screens, by no device, no server and no background.',
      { path: '^packages/', pathNot: [src('shared/src/wording-help/'), src('extension/src/ui/'), '\\.test\\.tsx?$'] },
      { path: src('shared/src/wording-help/') },
    ),
    rule(
      'crypto-knows-no-couples',
      'Sealing knows bytes, not couples.',
      { path: src('shared/src/crypto/') },
      { path: src('shared/src/(domain|sync|wire)/') },
    ),
    rule(
      'wire-is-plain',
      'The wire is shapes and numbers.',
      { path: src('shared/src/wire/') },
      { path: src('shared/src/(domain|crypto|sync)/') },
    ),
    rule(
      'sync-seals-any-document',
      'The sealed document works for any Yjs document.',
      { path: src('shared/src/sync/') },
      { path: src('shared/src/(domain)/') },
    ),
    rule(
      'server-is-blind',
      'The server may know the wire, errors and capabilities: never domain, crypto or sync.',
      { path: src('server/src/') },
      { path: src('shared/src/(domain|crypto|sync|wording-help)/') },
    ),
    ...noArrowUp,
    rule(
      'server-alone',
      'The server knows no device.',
      { path: src('server/src/') },
      { path: src('(client|extension)/') },
    ),
    rule(
      'client-runs-anywhere',
      'A device knows the rules and no browser: the next program on a phone is built on it.',
      { path: src('client/src/') },
      { path: src('(server|extension)/') },
    ),
    rule(
      'ui-speaks-two-words',
      'Screens know commands, views and the port: no keys, no sync, no wire.',
      { path: src('extension/src/ui/') },
      { path: src('(shared/src/(crypto|sync|wire)|extension/src/platform)/') },
    ),
    rule(
      'ui-knows-the-port',
      'Of a device, screens know what they say to it and nothing of how it is done.',
      { path: src('extension/src/ui/'), pathNot: '\\.test\\.tsx?$' },
      { path: src('client/src/'), pathNot: src('client/src/port/') },
    ),
    rule(
      'screens-bring-the-words',
      'The word list is large: only screens load it, the background knows places (docs/adr/0007).',
      { path: '^packages/', pathNot: [src('extension/src/ui/'), '\\.test\\.tsx?$'] },
      { path: '@scure/bip39/wordlists/' },
    ),
    rule(
      'platform-is-thin',
      'platform wraps the browser and knows no screen and nothing above it.',
      { path: src('extension/src/platform/') },
      { path: src('(extension/src/(ui|toolbar|entrypoints)/|client/src/(?!port/))') },
    ),
    rule(
      'toolbar-has-no-screens',
      'What stands on the toolbar renders nothing.',
      { path: src('extension/src/toolbar/') },
      { path: src('extension/src/(ui|entrypoints)/') },
    ),
    rule(
      'entrypoints-wire',
      'Only entry points wire things together; nobody imports one.',
      { path: src('.*'), pathNot: src('extension/src/entrypoints/') },
      { path: src('extension/src/entrypoints/') },
    ),
    rule(
      'every-import-leads-somewhere',
      'A rule cannot see an import that was not resolved. (`#i18n` is made by the build; the peers of the benchmark are installed apart.)',
      { pathNot: '^test/bench/peers/' },
      { couldNotResolve: true, pathNot: '^#i18n$' },
    ),
    rule(
      'nobody-imports-tests',
      'Product code never imports test code.',
      { path: '^packages/', pathNot: '\\.test\\.tsx?$' },
      { path: ['^test/', '\\.test\\.tsx?$'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.output', '\\.wxt'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'packages/extension/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
}
