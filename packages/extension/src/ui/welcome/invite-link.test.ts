import { describe, expect, it } from 'vitest'
import {
  findInviteLink,
  fragmentFromInviteLink,
  inviteLinkFrom,
  isInviteLink,
  serverOfInviteLink,
} from './invite-link.ts'

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

describe('PAIR-3 the link on the clipboard', () => {
  const other = link.replace('porch.example', 'other.example')
  it.each([
    ['the link alone', link, link],
    ['the link in a message', `Come in, love: ${link}\nIt works until tomorrow.`, link],
    ['the same link twice', `${link} ${link}`, link],
    ['a link in brackets', `(${link})`, link],
    ['two links, of which neither is chosen', `${link} ${other}`, undefined],
    ['a link that goes on', `${link}x`, undefined],
    ['a link without its secret', 'https://porch.example/i', undefined],
    ['something private', 'correct horse battery staple', undefined],
    ['nothing', '', undefined],
  ])('PAIR-3 %s', (_what, copied, expected) => {
    expect(findInviteLink(copied)).toBe(expected)
  })

  it.each([
    [link, 'porch.example'],
    [` http://localhost:8787/porch/i#${secret} `, 'localhost:8787/porch'],
    ['https://porch.example/i', undefined],
    ['', undefined],
  ])('PAIR-3 where it leads: %s', (address, expected) => {
    expect(serverOfInviteLink(address)).toBe(expected)
  })
})
