import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64UrlFromBytes } from './bytes.ts'
import { inviteLinkFromSecret, parseInviteLink } from './invite-link.ts'

const secret = Uint8Array.from({ length: 32 }, (_, i) => 0x20 + i)
const s = base64UrlFromBytes(secret)

describe('invite link', () => {
  test.each([
    ['https://porch.example', 'https://porch.example'],
    ['https://porch.example/', 'https://porch.example'],
    ['http://localhost:8787', 'http://localhost:8787'],
    ['http://192.168.1.20:8787', 'http://192.168.1.20:8787'],
    ['https://home.example/porchlight/', 'https://home.example/porchlight'],
    ['http://[::1]:8787', 'http://[::1]:8787'],
  ])('PAIR a link made for %s leads back there', (serverUrl, read) => {
    expect(parseInviteLink(inviteLinkFromSecret(serverUrl, secret))).toEqual({ ok: true, serverUrl: read, secret })
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
    [`https://porch.example/i#${s} and more`, 'damaged-secret'],
    [`https://porch.example/i#${s.replace(/.$/, '!')}`, 'damaged-secret'],
  ])('PAIR %j is refused as %s', (text, reason) => {
    expect(parseInviteLink(text)).toEqual({ ok: false, reason })
  })

  test.each([` https://porch.example/i#${s}\n`, `https://porch.example/i/#${s}`, `https://porch.example/i?utm=x#${s}`])(
    'PAIR %j is forgiven',
    (text) => {
      expect(parseInviteLink(text)).toEqual({ ok: true, serverUrl: 'https://porch.example', secret })
    },
  )

  test('PAIR any text gets an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (text) => {
        expect(typeof parseInviteLink(text).ok).toBe('boolean')
      }),
    )
  })
})
