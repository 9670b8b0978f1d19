import { expect, test } from 'vitest'
import { withoutBasePath } from './base-path.ts'

test.each([
  ['', '/v1/info', '/v1/info'],
  ['/porch', '/porch/v1/info', '/v1/info'],
  ['/porch', '/porch/v1/invites/x?wait=25', '/v1/invites/x?wait=25'],
  ['/porch', '/porch', '/'],
  ['/porch', '/porch/', '/'],
  ['/porch', '/porch?x=1', '/?x=1'],
  ['/porch', '/v1/info', '/v1/info'],
  ['/porch', '/porchlight/v1/info', '/porchlight/v1/info'],
  ['/porch', '/Porch/v1/info', '/Porch/v1/info'],
  ['/a/b', '/a/b/i', '/i'],
  ['/a/b', '/a/i', '/a/i'],
])('HTTP-4 under %j, %s is %s', (path, url, expected) => {
  expect(withoutBasePath(path, url)).toBe(expected)
})
