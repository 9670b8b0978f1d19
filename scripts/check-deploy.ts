// `pnpm check:deploy`: what `deploy/` promises, as far as a machine can tell without being a server. Each tool that is missing
// fails the check by name. Not in `test`, because it takes minutes and wants systemd, nginx and Caddy.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const deploy = join(root, 'deploy')
/** Of 10, as `systemd-analyze security` counts; what is above is named by it. */
const maxExposure = 2

let failed = 0
/** What a tool says is shown where it fails; a tool may also complain and succeed.
 *  @param complaint what must not be in what it says */
const run = (what: string, command: string, args: string[], complaint?: string): void => {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  const said = error === undefined ? `${stdout}${stderr}` : ''
  if (error === undefined && status === 0 && (complaint === undefined || !said.includes(complaint))) {
    process.stdout.write(`ok: ${what}\n`)
    return
  }
  failed++
  const reason = error === undefined ? '' : `: ${command} is missing (Debian: apt-get install ${packageOf(command)})`
  process.stderr.write(`${said}not ok: ${what}${reason}\n`)
}
const packageOf = (command: string): string => (command === 'systemd-analyze' ? 'systemd' : command)

const units = ['porchlight.service', 'porchlight-backup.service', 'porchlight-backup.timer']
const scratch = mkdtempSync(join(tmpdir(), 'porchlight-units-'))
try {
  for (const unit of units) {
    // The unit names /opt/porchlight; here the program is in this directory.
    const text = readFileSync(join(deploy, unit), 'utf8').replaceAll('/opt/porchlight', root)
    writeFileSync(join(scratch, unit), text)
  }
  const written = units.map((unit) => join(scratch, unit))
  run('units are well-formed', 'systemd-analyze', ['verify', '--man=no', ...written], scratch)
  for (const unit of written.filter((path) => path.endsWith('.service'))) {
    const options = ['--offline=yes', `--threshold=${maxExposure * 10}`, '--no-pager']
    run(`${unit.split('/').at(-1)} exposes at most ${maxExposure} of 10`, 'systemd-analyze', [
      'security',
      ...options,
      unit,
    ])
  }
} finally {
  rmSync(scratch, { recursive: true })
}
run('the wrapper is a shell script', 'sh', ['-n', join(deploy, 'porchlight')])
run('the Dockerfile is well-formed', 'dockerfile-utils', ['lint', join(deploy, 'Dockerfile')])
// Its ports are public on purpose: it is the proxy.
const publicPorts = ['--disable-rule', 'no-unbound-port-interfaces']
run('compose.yaml is well-formed', 'dclint', ['--max-warnings', '0', join(deploy, 'compose.yaml'), ...publicPorts])
run('nginx and Caddy are here', process.execPath, ['scripts/ensure-proxies.ts', 'nginx', 'caddy'])
run('two devices sync through nginx and through Caddy, also after 100 s of silence', 'vitest', [
  'run',
  '--config',
  'test/deploy/vitest.config.ts',
])
process.exit(failed === 0 ? 0 : 1)
