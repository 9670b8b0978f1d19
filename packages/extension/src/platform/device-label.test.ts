import { expect, it } from 'vitest'
import { browserAndSystem, deviceLabel } from './device-label.ts'

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36',
    'Chrome on Linux',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:151.0) Gecko/20100101 Firefox/151.0', 'Firefox on Windows'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36 Edg/149.0.0.0',
    'Edge on Mac',
  ],
  ['Mozilla/5.0 (Android 16; Mobile; rv:151.0) Gecko/151.0 Firefox/151.0', 'Firefox on Android'],
  ['Something/1.0', ''],
])('PAIR %s is called %s', (userAgent, label) => {
  expect(deviceLabel(userAgent)).toBe(label)
})

it.each([
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36 Edg/148.0.0.0',
    'Edge 148 on Mac',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:151.0) Gecko/20100101 Firefox/151.0', 'Firefox 151 on Windows'],
  ['Something/1.0', ''],
])('HTTP-3 a fault report calls %s %s', (userAgent, name) => {
  expect(browserAndSystem(userAgent)).toBe(name)
})
