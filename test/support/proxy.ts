/** A real proxy before a real server, with the file an operator installs (`deploy/nginx.conf`, `deploy/Caddyfile`): only names,
 *  ports and the certificate are other ones. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { endsWithUs, temporaryFolder } from './leftovers.ts'
import { findProxy, type Proxy } from '../../scripts/find-proxy.ts'
import { eventually } from './eventually.ts'
import { freePort } from './server-process.ts'

export interface RunningProxy {
  /** The certificate it shows, PEM; made for 127.0.0.1 and signed by itself. */
  certificate: string
  /** Where it answers without TLS. */
  plainPort: number
  /** All it wrote, on its own outputs and into any file. */
  written(): Promise<string>
  stop(): Promise<void>
}

export interface ProxyOptions {
  port: number
  serverPort: number
  /** Changes the operator's file before it is used. */
  edit?: (configuration: string) => string
}

interface Place extends ProxyOptions {
  dir: string
  plainPort: number
}

export const startProxy = async (proxy: Proxy, options: ProxyOptions): Promise<RunningProxy> => {
  const program = findProxy(proxy)
  if (program === undefined) throw new Error(`no ${proxy}: run scripts/ensure-proxies.ts ${proxy}`)
  const dir = temporaryFolder(proxy)
  const certificate = await makeCertificate(dir)
  const plainPort = await freePort()
  const args = await (proxy === 'nginx' ? writeNginx : writeCaddy)({ ...options, dir, plainPort })
  const own = new Set(await readdir(dir))
  const env = { PATH: process.env['PATH'] ?? '', HOME: dir, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir }
  const child = endsWithUs(spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }))
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await eventually(
    () => (child.exitCode === null ? answers(options.port) : Promise.reject(new Error(`${proxy} ended: ${said}`))),
    (isUp) => isUp,
  )
  return {
    certificate,
    plainPort,
    written: async () => {
      const entries = await readdir(dir, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile() && !own.has(entry.name))
      const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))
      return [said, ...texts].join('\n')
    },
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      await rm(dir, { recursive: true, force: true })
    },
  }
}

const writeNginx = async ({ dir, port, plainPort, serverPort, edit = (same) => same }: Place): Promise<string[]> => {
  const site = await siteFrom('nginx.conf', [
    [/listen 80;/, `listen 127.0.0.1:${plainPort};`],
    [/listen 443 ssl/, `listen 127.0.0.1:${port} ssl`],
    [/listen \[::\]:(80|443)[^;]*;/g, ''],
    [/127\.0\.0\.1:8787/, `127.0.0.1:${serverPort}`],
    [/\/etc\/letsencrypt\/live\/porch\.example\/fullchain\.pem/, join(dir, 'cert.pem')],
    [/\/etc\/letsencrypt\/live\/porch\.example\/privkey\.pem/, join(dir, 'key.pem')],
  ])
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${join(dir, kind)};`,
  )
  const configuration = [
    `daemon off; pid ${join(dir, 'pid')}; error_log ${join(dir, 'error.log')}; worker_processes 1;`,
    'events { worker_connections 256; }',
    'http {',
    // As Debian's own /etc/nginx/nginx.conf has it: what holds for every server that says nothing else.
    `  access_log ${join(dir, 'access.log')}; error_log ${join(dir, 'error.log')};`,
    ...temporary,
    edit(site),
    '}',
  ].join('\n')
  await writeFile(join(dir, 'nginx.conf'), configuration)
  return ['-p', dir, '-e', join(dir, 'error.log'), '-c', join(dir, 'nginx.conf')]
}

const writeCaddy = async ({ dir, port, plainPort, serverPort, edit = (same) => same }: Place): Promise<string[]> => {
  const site = await siteFrom('Caddyfile', [
    [/^\{$/m, `{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\thttp_port ${plainPort}\n\thttps_port ${port}`],
    [/^\{\$DOMAIN:porch\.example\} \{/m, `127.0.0.1 {\n\ttls ${join(dir, 'cert.pem')} ${join(dir, 'key.pem')}`],
    [/127\.0\.0\.1:8787/, `127.0.0.1:${serverPort}`],
  ])
  await writeFile(join(dir, 'Caddyfile'), edit(site))
  return ['run', '--adapter', 'caddyfile', '--config', join(dir, 'Caddyfile')]
}

const siteFrom = async (name: string, changes: [RegExp, string][]): Promise<string> => {
  const site = await readFile(new URL(`../../deploy/${name}`, import.meta.url), 'utf8')
  return changes.reduce((text, [from, to]) => {
    if (text.search(from) === -1) throw new Error(`deploy/${name} has no ${from.source}`)
    return text.replace(from, to)
  }, site)
}

const makeCertificate = async (dir: string): Promise<string> => {
  const names = [
    { type: 2, value: 'porch.example' },
    { type: 7, ip: '127.0.0.1' },
  ] as const
  const made = await generate([{ name: 'commonName', value: 'porch.example' }], {
    keyType: 'ec',
    curve: 'P-256',
    extensions: [{ name: 'subjectAltName', altNames: [...names] }],
  })
  await writeFile(join(dir, 'key.pem'), made.private)
  await writeFile(join(dir, 'cert.pem'), made.cert)
  return made.cert
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
