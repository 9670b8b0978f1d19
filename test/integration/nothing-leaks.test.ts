/** What two people write is nowhere but on their own devices: not in what the server sends on, not in its files, not in its
 *  log or its metrics. Every kind of content carries a marker that is searched for. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { draftOf } from '@porchlight/shared/domain/document'
import { base64UrlFromBytes } from '@porchlight/shared/crypto/bytes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Network, startNetwork } from '../support/network.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { paragraph } from '../support/two-partners.ts'
import { type WorldDevice, asked, pairDevices, startDevice } from '../support/world.ts'

const marker = 'Quincunx'

describe('HTTP-3 nothing leaks', () => {
  let server: ServerProcess
  let network: Network
  let robin: WorldDevice
  let sam: WorldDevice
  /** Tokens and couple keys, as they travel in JSON and as they are. */
  const secrets: Buffer[] = []

  beforeAll(async () => {
    server = await startServer({ env: { LOG_LEVEL: 'debug' } })
    network = await startNetwork(server.url)
    robin = await startDevice({ name: 'robin' })
    sam = await startDevice({ name: 'sam' })
    await pairDevices(server.url, robin, sam, network.url)
    await asked(robin, { kind: 'set-name', name: `${marker} name` })
    await asked(robin, { kind: 'send-note', text: `${marker} note` })
    await asked(robin, { kind: 'set-terms', terms: { reachingOut: [{ x: `${marker} term` }] } })
    const inner = robin.device.inner()
    if (inner === undefined) throw new Error('no document')
    draftOf(inner).insert(0, [paragraph(`${marker} wording`)])
    const draft = await eventually(
      () => robin.couple().couple.agreement.draft,
      ({ state }) => state === 'fit',
    )
    await eventually(
      () => sam.couple().couple.agreement.draft,
      (theirs) => theirs.state === 'fit' && draft.state === 'fit' && theirs.hash === draft.hash,
    )
    if (draft.state !== 'fit') throw new Error('unfit')
    await asked(robin, { kind: 'consent', hash: draft.hash })
    await asked(sam, { kind: 'consent', hash: draft.hash })
    await asked(sam, { kind: 'pause' })
    await asked(sam, { kind: 'come-back' })
    await eventually(
      () => robin.couple().couple.light.state,
      (state) => state === 'mine',
    )
    await eventually(
      () => [robin.couple().saving, sam.couple().saving],
      (states) => states.every((state) => state === 'saved'),
    )
    for (const device of [robin, sam]) {
      const record = await device.record()
      if (record.state !== 'couple') throw new Error('not a couple')
      const { token, epoch } = record.keyring
      for (const secret of [token, epoch.key]) {
        secrets.push(Buffer.from(base64UrlFromBytes(secret)), Buffer.from(secret))
      }
    }
  })
  afterAll(async () => {
    await robin?.device.stop()
    await sam?.device.stop()
    await network?.close()
    await server?.dispose()
  })

  const needles = (): Buffer[] => [Buffer.from(marker), ...secrets]

  it('the markers are where they belong: on the other’s device', () => {
    expect(JSON.stringify(sam.view())).toContain(`${marker} name`)
    expect(JSON.stringify(sam.view())).toContain(`${marker} note`)
    expect(JSON.stringify(sam.view())).toContain(`${marker} term`)
  })

  it('no marker and no key is in what the server sent on', () => {
    const sent = network.received()
    expect(sent.length).toBeGreaterThan(1_000)
    expect(needles().filter((needle) => sent.includes(needle))).toEqual([])
  })

  it('no marker, token or key is in the server’s files, log or metrics', async () => {
    const metrics = await (await fetch(server.metricsUrl)).text()
    await server.interrupt()
    const files = readdirSync(server.dataDir).map((name) => readFileSync(join(server.dataDir, name)))
    expect(Buffer.concat(files).length).toBeGreaterThan(10_000)
    const places = {
      files: Buffer.concat(files),
      log: Buffer.from(server.stdout() + server.stderr()),
      metrics: Buffer.from(metrics),
    }
    expect(places.log.length).toBeGreaterThan(100)
    for (const [place, bytes] of Object.entries(places)) {
      expect(
        needles().filter((needle) => bytes.includes(needle)),
        place,
      ).toEqual([])
    }
  })
})
