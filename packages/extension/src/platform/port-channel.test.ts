import { expect, test } from 'vitest'
import { isOwnScreen } from './port-channel.ts'

const own = { id: 'porch', url: 'chrome-extension://porch/' }
const popup = 'chrome-extension://porch/popup.html'

test.each([
  ['our popup', { id: 'porch', url: popup }, 'popup', true],
  ['our welcome page with an invite behind it', { id: 'porch', url: `${own.url}welcome.html#join=x` }, 'welcome', true],
  ['our popup under the name of another screen', { id: 'porch', url: popup }, 'options', false],
  ['our popup without a name', { id: 'porch', url: popup }, '', false],
  [
    'a content script of ours in a page of the web',
    { id: 'porch', url: 'https://example.org/popup.html' },
    'popup',
    false,
  ],
  [
    'a page whose address begins like ours',
    { id: 'porch', url: `${own.url.slice(0, -1)}er/popup.html` },
    'popup',
    false,
  ],
  ['our page named behind the #', { id: 'porch', url: `https://example.org/#${popup}` }, 'popup', false],
  ['another extension', { id: 'other', url: 'chrome-extension://other/popup.html' }, 'popup', false],
  ['another extension that claims our page', { id: 'other', url: popup }, 'popup', false],
  ['one that says no address', { id: 'porch' }, 'popup', false],
  ['one that says nothing', undefined, 'popup', false],
])('%s', (_, sender, name, accepted) => {
  expect(isOwnScreen(sender, name, own)).toBe(accepted)
})
