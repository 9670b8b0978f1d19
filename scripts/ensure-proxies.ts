// Makes sure that the proxies named as arguments (nginx, caddy) are here: NGINX and CADDY, then the usual places, then
// Debian's package, unpacked into node_modules. Says exactly what to do where none of it works.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findProxy, type Proxy, unpackedProxy } from './find-proxy.ts'

const wanted = (['nginx', 'caddy'] as const).filter((proxy) => process.argv.slice(2).includes(proxy))
for (const proxy of wanted) if (findProxy(proxy) === undefined && existsSync('/etc/debian_version')) unpack(proxy)
const missing = wanted.filter((proxy) => findProxy(proxy) === undefined)
for (const proxy of missing) {
  process.stderr.write(
    `The tests need a real ${proxy}. Install it (Debian and Ubuntu: apt-get install ${proxy}; macOS: brew install ${proxy}), ` +
      `or name yours: ${proxy.toUpperCase()}=/path/to/${proxy}\n`,
  )
}
if (missing.length > 0) process.exit(1)

function unpack(proxy: Proxy): void {
  const folder = unpackedProxy(proxy)
  mkdirSync(folder, { recursive: true })
  if (!download(proxy, folder)) {
    run('apt-get', ['update', '-qq'], folder)
    if (!download(proxy, folder)) return
  }
  for (const deb of debsIn(folder)) {
    run('dpkg', ['-x', join(folder, deb), folder], folder)
    rmSync(join(folder, deb))
  }
}

function download(proxy: Proxy, folder: string): boolean {
  return run('apt-get', ['download', '-qq', proxy], folder) && debsIn(folder).length > 0
}

function debsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.deb'))
}

function run(command: string, args: string[], cwd: string): boolean {
  return spawnSync(command, args, { cwd, stdio: 'ignore' }).status === 0
}
