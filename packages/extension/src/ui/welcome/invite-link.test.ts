import { describe, expect, it } from 'vitest'
import { fragmentFromInviteLink, inviteLinkFrom, isInviteLink } from './invite-link.ts'

const secret = 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8'
const link = `https://porch.example/i#${secret}`

describe('PAIR-3 the lamp clicked on an invite’s page', () => {
  it('PAIR-3 the link, with its secret, survives the way into the welcome page', () => {
    expect(inviteLinkFrom(`#${fragmentFromInviteLink(link)}`)).toBe(link)
  })

  it.each([
    ['an invite', link, true],
    ['an invite of a server in a folder, on a port', `http://localhost:8787/porch/i#${secret}`, true],
    ['the page without its secret', 'https://porch.example/i', false],
    ['a secret that was cut', `https://porch.example/i#${secret.slice(1)}`, false],
    ['another page', `https://porch.example/in#${secret}`, false],
    ['a page of the browser itself', `chrome://settings/i#${secret}`, false],
  ])('PAIR-3 %s', (_what, address, expected) => {
    expect(isInviteLink(address)).toBe(expected)
  })
})
