/** A real nginx before a real server, with the file an operator installs (`deploy/nginx.conf`): only names, ports and the
 *  certificate are other ones. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findNginx } from '../../scripts/find-nginx.ts'
import { eventually } from './eventually.ts'
import { freePort } from './server-process.ts'

export interface Nginx {
  port: number
  /** The certificate it shows, PEM; made for 127.0.0.1 and signed by itself. */
  certificate: string
  stop(): Promise<void>
}

export interface NginxOptions {
  port: number
  serverPort: number
  /** Changes the operator's file before it is used. */
  edit?: (configuration: string) => string
}

export const startNginx = async ({ port, serverPort, edit = (same) => same }: NginxOptions): Promise<Nginx> => {
  const program = findNginx()
  if (program === undefined) throw new Error('no nginx: run scripts/ensure-nginx.ts')
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-nginx-'))
  const certificate = await makeCertificate(dir)
  const plainPort = await freePort()
  const site = await readFile(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8')
  const changes: [RegExp, string][] = [
    [/listen 80;/, `listen 127.0.0.1:${plainPort};`],
    [/listen 443 ssl/, `listen 127.0.0.1:${port} ssl`],
    [/listen \[::\]:(80|443)[^;]*;/g, ''],
    [/127\.0\.0\.1:8787/, `127.0.0.1:${serverPort}`],
    [/\/etc\/letsencrypt\/live\/porch\.example\/fullchain\.pem/, join(dir, 'cert.pem')],
    [/\/etc\/letsencrypt\/live\/porch\.example\/privkey\.pem/, join(dir, 'key.pem')],
  ]
  const changed = changes.reduce((text, [from, to]) => {
    if (text.search(from) === -1) throw new Error(`deploy/nginx.conf has no ${from.source}`)
    return text.replace(from, to)
  }, site)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${join(dir, kind)};`,
  )
  const configuration = [
    `daemon off; pid ${join(dir, 'pid')}; error_log ${join(dir, 'error.log')}; worker_processes 1;`,
    'events { worker_connections 256; }',
    'http {',
    ...temporary,
    edit(changed),
    '}',
  ].join('\n')
  await writeFile(join(dir, 'nginx.conf'), configuration)
  const child = spawn(program, ['-p', dir, '-e', join(dir, 'error.log'), '-c', join(dir, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await eventually(
    () => (child.exitCode === null ? answers(port) : Promise.reject(new Error(`nginx ended: ${said}`))),
    (isUp) => isUp,
  )
  return {
    port,
    certificate,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      await rm(dir, { recursive: true, force: true })
    },
  }
}

const makeCertificate = async (dir: string): Promise<string> => {
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=porch.example ' +
    '-addext subjectAltName=DNS:porch.example,IP:127.0.0.1'
  await promisify(execFile)('openssl', [
    ...words.split(' '),
    '-keyout',
    join(dir, 'key.pem'),
    '-out',
    join(dir, 'cert.pem'),
  ])
  return readFile(join(dir, 'cert.pem'), 'utf8')
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
