/** What two people write is nowhere but on their own devices: not in a byte that goes to the server or comes from it, not in
 *  its files, not in its log or its metrics. Every kind of content carries a marker that is searched for, in every spelling
 *  that programs like to give bytes; a control, written without sealing, shows that the search would find one. */

import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { answerEntry } from '@porchlight/client/port/answer-record'
import type { DrawerEntry } from '@porchlight/client/port/drawer-view'
import { type Talk, careAreas, careId } from '@porchlight/client/port/for-me'
import { findInvite } from '@porchlight/shared/crypto/invite-link'
import { deriveRecoveryKeys, entropyFromPlaces } from '@porchlight/shared/crypto/recovery'
import { draftOf } from '@porchlight/shared/domain/document'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { wordAt } from '@porchlight/extension/ui/written-words'
import { eventually } from '../support/eventually.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { breakIn } from '../support/hostile-thief.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { type Spelling, foundIn, spellingsOf } from '../support/spellings.ts'
import { paragraph } from '../support/two-partners.ts'
import { asked, stepOf } from '../support/world.ts'
import { patience } from '../support/patience.ts'
import { type WorldDevice, startDevice } from '../support/world-device.ts'

const marker = 'Quincunx'
const passcode = `${marker} on the step`
/** What is for one person alone: it has no business on the other's device either. */
const own = `${marker} alone`
const control = `Zanzibar ${randomBytes(8).toString('hex')}`

describe('HTTP-3 nothing leaks', () => {
  let server: ServerProcess
  let relay: HostileServer
  let robin: WorldDevice
  let sam: WorldDevice
  /** A further one of Robin's, for a while. */
  let laptop: WorldDevice
  /** Content, and keys that never leave a device. */
  const secrets: Spelling[] = spellingsOf('content', marker)
  /** What the server is shown and must not keep. */
  const tokens: Spelling[] = []

  beforeAll(async () => {
    server = await startServer({ env: { LOG_LEVEL: 'debug' } })
    relay = await startHostileServer(server.url)
    // A device's label is made of its name.
    robin = await startDevice({ name: `${marker}-robin` })
    sam = await startDevice({ name: `${marker}-sam` })
    laptop = await startDevice({ name: `${marker}-laptop` })
    await writeForMe(robin, 'before there were two')
    await pair()
    await live()
    for (const one of [robin, sam]) await writeForMe(one, 'as one of two')
    await addAndRemoveLaptop()
    await makeRecoveryWords()
    await lockAndUnlock()
    for (const device of [robin, sam]) tokens.push(...spellingsOf('token', (await keyringOf(device)).token))
  }, 120_000 * patience)
  afterAll(async () => {
    await robin?.device.stop()
    await sam?.device.stop()
    await laptop?.device.stop()
    await relay?.close()
    await server?.dispose()
  })

  const keyringOf = async (device: WorldDevice) => {
    const record = await device.record()
    if (record.state !== 'couple') throw new Error('not a couple')
    return record.keyring
  }

  /** As two people would, with a look at what must stay between them. */
  async function pair(): Promise<void> {
    await asked(robin, { kind: 'light-porch', name: `${marker} Robin`, server: relay.url })
    secrets.push(...spellingsOf('key of epoch 1', (await keyringOf(robin)).epoch.key))
    const { link } = await stepOf(robin, 'invited')
    secrets.push(...spellingsOf('secret of the link', secretOf(link)))
    await asked(sam, { kind: 'join', name: `${marker} Sam`, link })
    const { words } = await stepOf(robin, 'words')
    await stepOf(sam, 'words')
    keepWords('safety words', words)
    await asked(robin, { kind: 'confirm-words' })
    await asked(sam, { kind: 'confirm-words' })
    await eventually(
      () => (sam.view()?.state === 'couple' ? sam.couple().couple.otherName : ''),
      (name) => name === `${marker} Robin`,
    )
    await keepKey()
  }

  /** In the order in which they stand, as they might be written down; one word alone is too common to be looked for. */
  function keepWords(name: string, places: readonly number[]): void {
    const spelled = places.map((place) => wordAt(place) ?? '')
    for (const between of [' ', '-', ', ', ',', '","', '\n']) {
      secrets.push(...spellingsOf(name, spelled.join(between)))
      secrets.push(...spellingsOf(`places of the ${name}`, places.join(between)))
    }
  }

  async function keepKey(): Promise<void> {
    const { epoch } = await keyringOf(robin)
    secrets.push(...spellingsOf(`key of epoch ${epoch.epoch}`, epoch.key))
  }

  /** Every kind of thing a person keeps for themselves, and one nobody knows yet. */
  async function writeForMe(one: WorldDevice, when: string): Promise<void> {
    const text = `${own}, ${when}`
    const talk: Talk = {
      happened: `${text}: happened`,
      says: `${text}: says`,
      asking: [`${text}: asking`],
      askingOwn: `${text}: asking, in own words`,
      younger: `${text}: younger`,
      give: [`${text}: give`],
      giveOwn: `${text}: give, in own words`,
    }
    const entries: DrawerEntry[] = [
      { id: 'talk/draft', kind: 'talk-draft', value: talk },
      { id: 'talk/kept', kind: 'talk', value: talk },
      { id: 'plan/1', kind: 'plan', value: { text: `${text}: plan`, next: true, n: 1 } },
      ...careAreas.map((area) => ({ id: careId(area), kind: 'care', value: { text: `${text}: ${area}` } })),
      { id: 'kept/1', kind: 'kept', value: { title: `${text}: title`, text: `${text}: kept` } },
      { id: 'answer/1', kind: 'answer', value: `${text}: answer` },
    ]
    await asked(one, { kind: 'put-in-drawer', entries })
  }

  const allSaved = (...all: WorldDevice[]) =>
    eventually(
      () => all.map((one) => (one.view()?.state === 'couple' ? one.couple().saving : '')).join(),
      (saving) => saving === all.map(() => 'saved').join(),
      30_000,
    )

  async function addAndRemoveLaptop(): Promise<void> {
    await asked(robin, { kind: 'add-device' })
    const { link } = await stepOf(robin, 'invited')
    secrets.push(...spellingsOf('secret of the link to the laptop', secretOf(link)))
    await asked(laptop, { kind: 'join', link, label: `${marker} laptop` })
    const { words } = await stepOf(robin, 'words')
    await stepOf(laptop, 'words')
    keepWords('safety words of the laptop', words)
    await asked(robin, { kind: 'confirm-words' })
    await asked(laptop, { kind: 'confirm-words' })
    const mine = await eventually(
      () => robin.couple().devices,
      (devices) => devices.some(({ label }) => label === `${marker} laptop`),
    )
    expect(mine.map(({ label }) => label)).toContain(`${marker}-robin’s browser`)
    await allSaved(robin, sam, laptop)
    await keepKey()
    tokens.push(...spellingsOf('token of the laptop', (await keyringOf(laptop)).token))
    await asked(laptop, { kind: 'send-note', text: `${marker} note of the laptop` })
    await allSaved(laptop)
    const removed = mine.find(({ isThis }) => !isThis)
    await asked(robin, { kind: 'remove-device', id: removed?.id ?? '' })
    await eventually(
      () => laptop.view()?.state,
      (state) => state === 'ended',
      30_000,
    )
    await allSaved(robin, sam)
    await keepKey()
  }

  async function makeRecoveryWords(): Promise<void> {
    const places = ((await asked(robin, { kind: 'prepare-recovery' })) ?? '').split(' ').map(Number)
    expect(places).toHaveLength(12)
    keepWords('recovery words', places)
    const read = entropyFromPlaces(places)
    if (!read.ok) throw new Error(read.reason)
    const { id: _shown, ...keys } = deriveRecoveryKeys(read.entropy)
    for (const [name, key] of Object.entries({ entropy: read.entropy, ...keys }))
      secrets.push(...spellingsOf(`recovery, ${name}`, key))
    const answers = [0, 4, 11].map((at) => ({ at, word: places[at] ?? Number.NaN }))
    await asked(robin, { kind: 'confirm-recovery', answers })
    await eventually(
      () => robin.couple().recovery,
      (recovery) => recovery === 'set',
      30_000,
    )
    await keepKey()
  }

  async function lockAndUnlock(): Promise<void> {
    const { epoch } = await keyringOf(sam)
    await asked(sam, { kind: 'set-passcode', passcode })
    // With the passcode comes a new key (EPOCH-6).
    await eventually(
      async () => (await keyringOf(robin)).epoch.epoch,
      (now) => now > epoch.epoch,
      30_000,
    )
    await keepKey()
    await asked(sam, { kind: 'lock' })
    expect(sam.view()?.state).toBe('locked')
    await asked(sam, { kind: 'unlock', passcode })
    await allSaved(robin, sam)
    await asked(sam, { kind: 'remove-passcode', passcode })
  }

  /** Everything two people can write, once. */
  async function live(): Promise<void> {
    await asked(robin, { kind: 'set-name', name: `${marker} name` })
    await asked(robin, { kind: 'send-note', text: `${marker} note` })
    await asked(robin, { kind: 'set-terms', terms: { reachingOut: [{ x: `${marker} term` }] } })
    const ritual = { rule: 'FREQ=DAILY', start: '2026-11-22T20:00', minutes: 5 }
    await asked(robin, { kind: 'set-ritual', ritual: { ...ritual, title: { x: `${marker} ritual` } } })
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
    secrets.push(...spellingsOf('hash of the agreement', draft.hash))
    await asked(robin, { kind: 'consent', hash: draft.hash })
    await asked(sam, { kind: 'consent', hash: draft.hash })
    await eventually(
      () => robin.couple().couple.light.state,
      (state) => state === 'mine',
    )
    await asked(robin, { kind: 'invite', turn: 1, text: `${marker} invitation` })
    const [invitation] = await eventually(
      () => sam.couple().couple.invitationsToMe,
      (invitations) => invitations.length === 1,
      20_000,
    )
    await asked(sam, {
      kind: 'answer',
      invitation: invitation?.id ?? '',
      answer: 'rain-check',
      text: `${marker} answer`,
      when: `${marker} when`,
    })
    await sayToday()
    await asked(sam, { kind: 'pause', note: 'new-baby' })
    secrets.push(...spellingsOf('note of the pause', 'new-baby'))
    await eventually(
      () => robin.couple().couple.pause.theirNote,
      (note) => note === 'new-baby',
    )
    await asked(sam, { kind: 'come-back' })
    await eventually(
      () => [robin.couple().saving, sam.couple().saving],
      (states) => states.every((state) => state === 'saved'),
    )
  }

  /** Check-ins, cards, a question in own words, an answer that both are ready for, and one that waits and is never said. */
  async function sayToday(): Promise<void> {
    await asked(robin, { kind: 'check-in', words: ['heard'], text: `${marker} check-in` })
    await asked(robin, { kind: 'say-near', first: 'words', text: `${marker} near` })
    for (const which of ['question', 'other question'])
      await asked(robin, { kind: 'ask', asked: { text: `${marker} ${which}` } })
    const questions = await eventually(
      () => sam.couple().couple.questions,
      (all) => all.length === 2,
    )
    const [first, second] = questions
    if (first === undefined || second === undefined) throw new Error('no question')
    const write = (world: WorldDevice, one: typeof first, text: string) =>
      asked(world, { kind: 'put-in-drawer', entries: [answerEntry(one.id, `${marker} ${text}`, one.asked)] })
    await write(sam, second, 'unsaid')
    await asked(sam, { kind: 'be-ready', question: second.id })
    await write(sam, first, 'said')
    await write(robin, first, 'replied')
    for (const one of [sam, robin]) await asked(one, { kind: 'be-ready', question: first.id })
    await eventually(
      () => [robin, sam].map((one) => one.couple().couple.questions.find(({ id }) => id === first.id)?.state),
      (states) => states.every((state) => state === 'shown'),
      20_000,
    )
  }

  const files = (): Buffer =>
    Buffer.concat(readdirSync(server.dataDir).map((name) => readFileSync(join(server.dataDir, name))))
  const seen = (way: 'to-server' | 'from-server', what?: 'frame'): Buffer =>
    Buffer.concat(
      relay.seen.filter((one) => one.way === way && one.what === (what ?? one.what)).map(({ bytes }) => bytes),
    )

  it('the markers are where they belong: on the other’s device', () => {
    const [hers, his] = [JSON.stringify(robin.view()), JSON.stringify(sam.view())]
    for (const kind of ['name', 'note', 'term', 'ritual', 'wording', 'invitation'])
      expect(his).toContain(`${marker} ${kind}`)
    for (const kind of ['check-in', 'near', 'question', 'replied']) expect(his).toContain(`${marker} ${kind}`)
    for (const kind of ['Sam', 'answer', 'when', 'said']) expect(hers).toContain(`${marker} ${kind}`)
  })

  it('ASK-2 an answer that waits is in nobody’s document, not even sealed', () => {
    for (const device of [robin, sam]) {
      const inner = device.device.inner()
      if (inner === undefined) throw new Error('no document')
      const document = Buffer.from(Y.encodeStateAsUpdate(inner))
      expect(foundIn(document, spellingsOf('said', `${marker} said`))).not.toEqual([])
      expect(foundIn(document, spellingsOf('unsaid', `${marker} unsaid`))).toEqual([])
    }
  })

  it('PRIV-1 what is for one alone is in their own drawer, and in nothing that is shown, told or shared', async () => {
    for (const one of [robin, sam]) {
      const kept = await eventually(
        () => one.device.drawer.view(),
        ({ state }) => state === 'ready',
      )
      for (const what of ['happened', 'younger', 'plan', 'larger', 'title', 'answer'])
        expect(JSON.stringify(kept)).toContain(`${own}, as one of two: ${what}`)
      const elsewhere = [one.view(), one.device.badge(), one.device.inner()?.toJSON(), one.log]
      expect(JSON.stringify(elsewhere)).not.toContain(own)
      expect(await asked(one, { kind: 'export' })).not.toContain(own)
    }
  })

  it('no marker and no key is in a byte that goes to the server or comes from it', () => {
    for (const way of ['to-server', 'from-server'] as const) {
      expect(seen(way).length).toBeGreaterThan(5_000)
      expect(seen(way, 'frame').length).toBeGreaterThan(2_000)
      expect(foundIn(seen(way), secrets), way).toEqual([])
    }
    // What is shown to the server goes one way only.
    expect(foundIn(seen('from-server'), tokens)).toEqual([])
    expect(foundIn(seen('to-server', 'frame'), tokens)).toEqual([])
    expect(foundIn(seen('to-server'), tokens)).not.toEqual([])
  })

  it('the search finds what is not sealed: on the way, and in the files', async () => {
    const thief = await breakIn(sam)
    thief.entries.push([new Uint8Array(Buffer.from(control))])
    const reader = await breakIn(robin)
    const spelled = spellingsOf('control', control)
    for (const way of ['to-server', 'from-server'] as const)
      expect(foundIn(seen(way, 'frame'), spelled)).toEqual(['control, as it is'])
    expect(foundIn(files(), spelled)).toEqual(['control, as it is'])
    reader.leave()
    thief.leave()
  })

  it('no marker, key, token, id or address is in what somebody may copy when something is wrong', async () => {
    for (const device of [robin, sam, laptop]) {
      await device.device.run({ kind: 'answer', invitation: `${marker} id`, answer: 'gladly' })
      const report = (await asked(device, { kind: 'report' })) ?? ''
      const record = await device.record()
      if (record.state === 'unpaired') throw new Error('never paired')
      const { keyring } = record
      const { epoch } = keyring
      const known = [
        ['the couple', epoch.coupleId],
        ['the device', keyring.deviceId],
        ['the token', keyring.token],
        ...epoch.roster.devices.map(({ id }) => ['a device', id] as const),
      ] as const
      const ids = known.flatMap(([name, bytes]) => spellingsOf(name, bytes))
      const address = spellingsOf('address', new URL(relay.url).host)
      expect(report).toMatch(/^Porchlight: 0\.1\.0\nbrowser: Node\n/)
      expect(report).toMatch(/last refusals: .*(?:not-found|not-paired)/)
      expect(foundIn(Buffer.from(report), [...secrets, ...tokens, ...ids, ...address])).toEqual([])
    }
    expect(await asked(robin, { kind: 'report' })).toMatch(
      /^server: 0\.1\.0\nstate: couple\nsaving: \w+\nepoch: \d+, document \d+$/m,
    )
  })

  it('no marker, token or key is in the server’s files, log or metrics, nor in a copy made of the database', async () => {
    const metrics = await (await fetch(server.metricsUrl)).text()
    const running = files()
    const copy = join(server.dataDir, 'a-copy')
    const db = new DatabaseSync(join(server.dataDir, 'porchlight.sqlite'), { readOnly: true })
    db.prepare('VACUUM INTO ?').run(copy)
    db.close()
    await server.interrupt()
    const places = {
      running,
      files: files(),
      copy: readFileSync(copy),
      log: Buffer.from(server.stdout() + server.stderr()),
      metrics: Buffer.from(metrics),
    }
    expect(foundIn(places.copy, spellingsOf('couple', (await keyringOf(sam)).epoch.coupleId))).not.toEqual([])
    for (const [place, bytes] of Object.entries(places)) {
      expect(bytes.length, place).toBeGreaterThan(100)
      expect(foundIn(bytes, [...secrets, ...tokens]), place).toEqual([])
    }
  })

  const secretOf = (link: string): Uint8Array => {
    const read = findInvite(link)
    if (!read.ok) throw new Error('no link')
    return read.secret
  }
})
