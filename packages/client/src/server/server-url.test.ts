import { expect, it } from 'vitest'
import { serverUrlFrom } from './server-url.ts'

it.each([
  ['https://porch.example', 'https://porch.example'],
  ['porch.example', 'https://porch.example'],
  ['  porch.example:8443/ ', 'https://porch.example:8443'],
  ['localhost:8787', 'https://localhost:8787'],
  ['HTTP://Porch.Example/', 'http://porch.example'],
  ['https://host.example/porch', 'https://host.example/porch'],
  ['https://host.example/porch/', 'https://host.example/porch'],
  ['host.example/our/porch//', 'https://host.example/our/porch'],
  ['https://host.example/Porch?from=mail#top', 'https://host.example/Porch'],
  ['https://host.example/porch/i#AAAA', 'https://host.example/porch'],
  ['https://porch.example/i', 'https://porch.example'],
  ['https://host.example/wiki', 'https://host.example/wiki'],
  ['https://user:secret@host.example/porch', 'https://host.example/porch'],
  ['https://host.example/für uns', 'https://host.example/f%C3%BCr%20uns'],
  ['ftp://porch.example', undefined],
  ['javascript://porch.example', undefined],
  ['https://', undefined],
  ['', undefined],
])('HTTP-4 the server somebody writes as %j is %j', (written, expected) => {
  expect(serverUrlFrom(written)).toBe(expected)
})
