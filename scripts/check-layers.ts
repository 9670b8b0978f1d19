// The layer and cycle rules of .dependency-cruiser.cjs. Fails when a rule is broken, and also when a layer was not
// seen at all: a cruise that reads nothing would otherwise pass for ever.
import { spawnSync } from 'node:child_process'

const layers = [
  'packages/shared/src/domain/',
  'packages/shared/src/crypto/',
  'packages/shared/src/sync/',
  'packages/shared/src/wire/',
  'packages/shared/src/wording-help/',
  'packages/server/src/ops/',
  'packages/server/src/bus/',
  'packages/server/src/store/',
  'packages/server/src/room/',
  'packages/server/src/socket/',
  'packages/server/src/config.ts',
  'packages/server/src/http/',
  'packages/server/src/cli/',
  'packages/server/src/engine.ts',
  'packages/server/src/serve.ts',
  'packages/server/src/main.ts',
  'packages/client/src/',
  'packages/extension/src/toolbar/',
  'packages/extension/src/platform/',
  'packages/extension/src/ui/',
  'test/',
]

interface Cruise {
  modules: { source: string; dependencies: { resolved: string }[] }[]
  summary: { violations: { from: string; to: string; rule: { name: string }; comment?: string }[] }
}

const run = spawnSync(
  'depcruise',
  ['packages', 'test', 'scripts', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
  { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
)
if (run.error !== undefined) throw run.error
if (!run.stdout.startsWith('{')) {
  process.stderr.write(`${run.stdout}${run.stderr}\nThe layer check did not run.\n`)
  process.exit(1)
}
const cruise = JSON.parse(run.stdout) as Cruise
const problems = cruise.summary.violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`)
for (const layer of layers) {
  const seen = cruise.modules.filter((m) => m.source.startsWith(layer))
  if (seen.length === 0) problems.push(`no file seen in ${layer}: the check is blind there`)
}
const crossings = cruise.modules.filter(
  (m) =>
    m.source.startsWith('packages/extension/src/') &&
    m.dependencies.some((d) => d.resolved.startsWith('packages/shared/src/')),
)
if (crossings.length === 0) problems.push('no import from extension to shared was resolved: the check is blind there')

if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exit(1)
}
process.stdout.write(`layers: ${cruise.modules.length} modules, no rule broken\n`)
