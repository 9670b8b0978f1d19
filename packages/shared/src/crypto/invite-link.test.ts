import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import * as fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { base64UrlFromBytes } from '../bytes.ts'
import { findInvite, inviteLinkFromSecret } from './invite-link.ts'

const secret = Uint8Array.from({ length: 32 }, (_, i) => 0x20 + i)
const s = base64UrlFromBytes(secret)
const other = base64UrlFromBytes(secret.map((byte) => byte ^ 1))

describe('invite link', () => {
  test.each([
    ['https://porch.example', 'https://porch.example'],
    ['https://porch.example/', 'https://porch.example'],
    ['http://localhost:8787', 'http://localhost:8787'],
    ['http://192.168.1.20:8787', 'http://192.168.1.20:8787'],
    ['https://home.example/porchlight/', 'https://home.example/porchlight'],
    ['http://[::1]:8787', 'http://[::1]:8787'],
  ])('PAIR a link made for %s leads back there', (serverUrl, read) => {
    expect(findInvite(inviteLinkFromSecret(serverUrl, secret))).toEqual({ ok: true, serverUrl: read, secret })
  })

  test.each([
    ['', 'empty'],
    ['  \n', 'empty'],
    ['hello', 'not-a-link'],
    [s, 'not-a-link'],
    [`ftp://porch.example/i#${s}`, 'not-a-link'],
    [`javascript:alert(1)//i#${s}`, 'not-a-link'],
    [`https://porch.example/#${s}`, 'not-an-invite'],
    [`https://porch.example/j#${s}`, 'not-an-invite'],
    [`https://porch.example#${s}`, 'not-an-invite'],
    [`https://me:pw@porch.example/i#${s}`, 'not-an-invite'],
    ['https://porch.example/i', 'no-secret'],
    ['https://porch.example/i/', 'no-secret'],
    ['https://porch.example/i#', 'no-secret'],
    [`https://porch.example/i#${s.slice(0, -1)}`, 'damaged-secret'],
    [`https://porch.example/i#${s}A`, 'damaged-secret'],
    [`https://porch.example/i#${s.slice(0, 40)} and more`, 'damaged-secret'],
    [`https://porch.example/i#${s.slice(0, 40)}\nsee you`, 'damaged-secret'],
    [`https://porch.example/i#${s.slice(0, 20)}…`, 'damaged-secret'],
    [`https://porch.example/i#${s}\nhttps://porch.example/i#${other}`, 'two-invites'],
    [`https://porch.example/i#${s} or https://porch2.example/i#${s}`, 'two-invites'],
    ['see https://elsewhere.example/page#part and https://porch.example/', 'not-an-invite'],
    [`https://porch.example/i#${s.replace(/.$/, '!')}`, 'damaged-secret'],
  ])('PAIR %j is refused as %s', (text, reason) => {
    expect(findInvite(text)).toEqual({ ok: false, reason })
  })

  const link = `https://porch.example/i#${s}`
  const encoded = encodeURIComponent(link)
  test.each([
    ` ${link}\n`,
    `https://porch.example/i/#${s}`,
    `https://porch.example/i?utm=x#${s}`,
    `here you are: ${link} see you there`,
    ...['.', ',', ';', ':', '!', '?', ')', ']', '}', '"', '”', '»', '’', '…', '。', '」', '*', '~', '&', '/'].map(
      (sign) => link + sign,
    ),
    ...['<>', '()', '[]', '“”', '«»', '「」', '__', '--', '**', "''", '``'].map(
      ([open = '', close = '']) => open + link + close,
    ),
    `[come in](${link})`,
    `<a href="${link}">come in</a>`,
    `<a href="${link}">https://porch.example/i#${s.slice(0, 12)}…</a>`,
    `${link}\n${link}`,
    `HTTPS://porch.example/i#${s}`,
    `https://PORCH.Example/i#${s}`,
    `https://porch.example/i%23${s}`,
    `https://porch.example/i&#35;${s}`,
    `https://porch.example/i＃${s}`,
    `https://porch.example/i#\u200B${s.slice(0, 9)}\u00AD${s.slice(9)}\u2060`,
    `https://filter.example/?url=${encoded}&data=05%7C01%7C&reserved=0`,
    `https://filter.example/?url=${encodeURIComponent(encoded)}`,
    `https://outer.example/r?to=${encodeURIComponent(`https://filter.example/?url=${encoded}&x=1`)}`,
    `https://filter.example/?url=${link}`,
    `https://www.filter.example/url?q=${encoded}&sa=D`,
    `see\nyou here:\n${link}\nat eight`,
    `${link}\nsee you`,
    `${link}\r\n\r\n-- \r\nRobin`,
  ])('PAIR the one invite in %j', (text) => {
    expect(findInvite(text)).toEqual({ ok: true, serverUrl: 'https://porch.example', secret })
  })

  test.each(['\n', '\r\n', '\n> ', '\n>> ', ' \n  ', '=\r\n', '=\n'])(
    'PAIR a link broken over two lines by %j, wherever',
    (by) => {
      for (let at = 'https://p'.length; at < link.length; at++) {
        for (const after of ['', '\nsee you', '>', '.', '\r\n\r\nRobin']) {
          const text = `come: ${link.slice(0, at)}${by}${link.slice(at)}${after}`
          expect([text, findInvite(text)]).toEqual([text, { ok: true, serverUrl: 'https://porch.example', secret }])
        }
      }
    },
  )

  test('PAIR of a server under a path', () => {
    const text = `(https://Home.example:8443/a/Porch/i#${s}).`
    expect(findInvite(text)).toEqual({ ok: true, serverUrl: 'https://home.example:8443/a/Porch', secret })
  })

  const around = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .map((text) => `${text.replaceAll(/https?|%|=$|[-_]$/gi, '')} `)
  test('PAIR whatever stands around it, in whatever layer it lies, the one invite is found; one character less is refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        around,
        around,
        fc.nat(2),
        (bytes, before, after, layers) => {
          let sent = inviteLinkFromSecret('https://porch.example', bytes)
          for (let n = 0; n < layers; n++) sent = `https://filter.example/?u=${encodeURIComponent(sent)}&n=${n}`
          expect(findInvite(`${before}${sent} ${after}`)).toEqual({
            ok: true,
            serverUrl: 'https://porch.example',
            secret: bytes,
          })
          const cut = inviteLinkFromSecret('https://porch.example', bytes).slice(0, -1)
          expect(findInvite(`${before}${cut} ${after}`)).toEqual({ ok: false, reason: 'damaged-secret' })
        },
      ),
      { numRuns: 500 },
    )
  })

  test.each([
    'https://',
    'https://a/i?',
    'https://a/i#',
    'https://a/b/c/d/',
    '%2525',
    '\n> ',
    'https://a/i#\n',
    `${'a'.repeat(300)}https://`,
    '%68ttps://',
  ])(
    'PAIR four megabytes of %j are read through: work that grew with the square of the text would never end',
    async (piece) => {
      const script = `
      const { parentPort, workerData } = require('node:worker_threads')
      import(workerData.module).then(({ findInvite }) => {
        const text = workerData.piece.repeat(2 ** 22 / workerData.piece.length)
        parentPort.postMessage(findInvite(text).ok)
      })`
      const module = new URL('invite-link.ts', import.meta.url).href
      // A thread of its own, which the bound of a test can end.
      const worker = new Worker(script, { eval: true, workerData: { module, piece } })
      onTestFinished(() => void worker.terminate())
      const [found] = (await once(worker, 'message')) as [boolean]
      expect(found).toBe(false)
    },
  )

  test('PAIR any text gets an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (text) => {
        expect(typeof findInvite(text).ok).toBe('boolean')
      }),
    )
  })
})
