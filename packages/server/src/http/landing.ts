/** The two pages a browser may see: `/`, which says what this is, and `/i`, where an invite link leads. No script. Rule: PAIR-3. */
import { Hono } from 'hono'
import type { Config } from '../config.ts'
import type { Env } from './call.ts'

export const createLandingPages = (_config: Config) =>
  new Hono<Env>().get('/', (c) => c.text('Porchlight')).get('/i', (c) => c.text('Porchlight'))
