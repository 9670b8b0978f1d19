// Makes sure that the nginx of the proxy test is here: NGINX, then the usual places, then Debian's package, unpacked into
// node_modules. Says exactly what to do where none of it works.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findNginx, unpackedNginx } from './find-nginx.ts'

if (findNginx() === undefined && existsSync('/etc/debian_version')) unpack()
if (findNginx() === undefined) {
  process.stderr.write(
    'The tests need a real nginx. Install it (Debian and Ubuntu: apt-get install nginx-light; macOS: brew install nginx), ' +
      'or name yours: NGINX=/path/to/nginx npx -y pnpm@12.21.0 test\n',
  )
  process.exit(1)
}

function unpack(): void {
  mkdirSync(unpackedNginx, { recursive: true })
  if (!download()) {
    run('apt-get', ['update', '-qq'])
    if (!download()) return
  }
  const name = debs()[0]
  if (name === undefined) return
  run('dpkg', ['-x', join(unpackedNginx, name), unpackedNginx])
  rmSync(join(unpackedNginx, name))
}

function download(): boolean {
  return run('apt-get', ['download', '-qq', 'nginx']) && debs().length > 0
}

function debs(): string[] {
  return readdirSync(unpackedNginx).filter((name) => name.endsWith('.deb'))
}

function run(command: string, args: string[]): boolean {
  const { status } = spawnSync(command, args, { cwd: unpackedNginx, stdio: 'ignore' })
  return status === 0
}
