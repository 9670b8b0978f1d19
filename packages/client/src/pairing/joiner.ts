/** The joiner's side of a pairing: link, offer, claim, the check of the commitment, words, and the first epoch record.
 *  Rules: PAIR, PAIR-1, PAIR-2, EPOCH-2. */

import { base64UrlFromBytes, bytesFromBase64Url } from '@porchlight/shared/bytes'
import type { Clock, Random, Stop } from '@porchlight/shared/capabilities'
import { bytesFromPublicKey, openEpochRecord } from '@porchlight/shared/crypto/epoch'
import { deriveInviteKeys, isRevealOf, openOffer, openReveal, sealClaim } from '@porchlight/shared/crypto/invite'
import { type FoundInvite, findInvite } from '@porchlight/shared/crypto/invite-link'
import { deviceIdBytes, hashOfToken, tokenBytes } from '@porchlight/shared/crypto/keys'
import { safetyWordPlaces } from '@porchlight/shared/crypto/sas'
import { cleanLine } from '@porchlight/shared/domain/text-limit'
import { PorchlightError, errorMeanings } from '@porchlight/shared/errors'
import type { ApiClient, ApiClientOptions } from '../server/api-client.ts'
import type { DeviceRefusal } from '../port/device-command.ts'
import type { Joining, Keyring } from '../record/device-record.ts'
import { deviceRefusalFromError } from '../record/device-refusal.ts'
import { rosterHas } from '../epoch/epochs.ts'
import { retryDelayMs } from '../server/retry-delay.ts'
import { watchInvite } from './invite-watch.ts'
import type { PairingView } from '../port/port.ts'

export interface JoinerDeps {
  clock: Clock
  random: Random
  createApi(options: ApiClientOptions): ApiClient
  /** Writes the pairing's secrets to the keyring; undefined removes them. */
  save(joining: Joining | undefined): Promise<void>
  show(view: PairingView): void
  /** The couple key has come: this device belongs to a couple. `own`: as a further device of the inviter's. */
  joined(keyring: Keyring, own: boolean): Promise<void>
}

export interface Joiner {
  /** '' where the person gave none: enough for a further device of one's own. */
  name: string
  /** What this device is called among one's own, such as *Chrome on Linux*. */
  label: string
}

const nonceBytes = 32
/** UTF-16 units; at most three bytes each. */
const claimNameUnits = 40

const linkRefusals: Record<Extract<FoundInvite, { ok: false }>['reason'], DeviceRefusal> = {
  empty: 'no-link',
  'not-a-link': 'no-link',
  'not-an-invite': 'no-link',
  'no-secret': 'wrong-link',
  'damaged-secret': 'wrong-link',
  'two-invites': 'two-links',
}

/** Opens the offer behind a link. Nothing of this device has been sent when it throws or refuses. */
export async function readInvite(
  deps: JoinerDeps,
  keyPair: CryptoKeyPair,
  link: string,
  { name, label }: Joiner,
): Promise<{ ok: true; joining: Joining } | { ok: false; reason: DeviceRefusal }> {
  const parsed = findInvite(link)
  if (!parsed.ok) return { ok: false, reason: linkRefusals[parsed.reason] }
  const keys = deriveInviteKeys(parsed.secret)
  const api = deps.createApi({ server: parsed.serverUrl })
  await api.info()
  const opened = await api.openInvite(base64UrlFromBytes(keys.id), base64UrlFromBytes(keys.claimAuth))
  const offer = openOffer(keys, bytesFromBase64Url(opened.offer) ?? new Uint8Array())
  if (offer === undefined) return { ok: false, reason: 'wrong-link' }
  if (offer.own === undefined && name === '') return { ok: false, reason: 'no-name' }
  const { random } = deps
  const deviceId = random.bytes(deviceIdBytes)
  const nonce = random.bytes(nonceBytes)
  const pubB = await bytesFromPublicKey(keyPair.publicKey)
  const claim = sealClaim(random, keys, {
    deviceId,
    pubB,
    nB: nonce,
    name: offer.own === undefined ? fittedForClaim(name) : '',
    label: fittedForClaim(cleanLine(label)),
  })
  const { serverUrl: server, secret } = parsed
  const token = random.bytes(tokenBytes)
  return { ok: true, joining: { server, secret, deviceId, token, nonce, name, offer, claim } }
}

export interface JoinerSide {
  /** *Yes, the same*: kept before anything follows from it. Resolves once this device belongs to the couple, or waits for the
   *  other's yes; false where there are no words yet. */
  sayYes(): Promise<boolean>
  stop: Stop
}

/** Claims (again, where a killed worker may have claimed already: the very same claim is answered alike), then follows the
 *  pairing to its end. Nothing of this device goes into the couple before its own *yes*, whatever the other has said (PAIR-6). */
export function createJoiner(deps: JoinerDeps, keyPair: CryptoKeyPair, joining: Joining): JoinerSide {
  const { offer } = joining
  const keys = deriveInviteKeys(joining.secret)
  const inviteId = base64UrlFromBytes(keys.id)
  const claimAuth = base64UrlFromBytes(keys.claimAuth)
  const before = deps.createApi({ server: joining.server })
  const member = deps.createApi({ server: joining.server, token: base64UrlFromBytes(joining.token) })
  let kept = joining
  let isLetIn = false
  let opening: Promise<void> | undefined
  let cancelOpening: Stop = () => {}
  let stopped = false
  let claimed = false

  const fail = async (reason: DeviceRefusal): Promise<void> => {
    stop()
    await deps.save(undefined)
    deps.show({ step: 'failed', role: 'joiner', reason })
  }

  const showWords = (): void => {
    if (kept.words === undefined || stopped) return
    deps.show({
      step: 'words',
      role: 'joiner',
      words: kept.words,
      ...(offer.own === true ? { own: true } : {}),
      ...(kept.saidYes === true ? { saidYes: true } : {}),
      ...(isLetIn ? { otherSaidYes: true } : {}),
    })
  }

  const claim = async (): Promise<void> => {
    if (claimed) return
    await before.claimInvite(inviteId, {
      claimAuth,
      claim: base64UrlFromBytes(joining.claim),
      deviceId: base64UrlFromBytes(joining.deviceId),
      tokenHash: base64UrlFromBytes(hashOfToken(joining.token)),
    })
    claimed = true
  }

  /** Only after this person's own *yes*. */
  const openRecord = async (): Promise<void> => {
    const { records } = await member.epochs(0)
    const pub = await bytesFromPublicKey(keyPair.publicKey)
    for (const record of records) {
      const enc = bytesFromBase64Url(record.enc)
      const ct = bytesFromBase64Url(record.ct)
      if (enc === undefined || ct === undefined || record.from !== base64UrlFromBytes(offer.deviceId)) continue
      const epoch = await openEpochRecord(
        { id: joining.deviceId, keyPair },
        { id: offer.deviceId, publicKey: offer.pubA },
        { kind: 'invite', key: keys.psk },
        { coupleId: offer.coupleId, epoch: record.epoch },
        { enc, ct },
      )
      const me = { id: joining.deviceId, pub, person: offer.person }
      if (epoch === undefined || !rosterHas(epoch.roster, me) || stopped) continue
      stop()
      const { server, token, deviceId } = joining
      await deps.joined({ server, token, deviceId, person: offer.person, epoch }, offer.own === true)
      await member.ackEpochs(epoch.epoch)
      return
    }
    throw new PorchlightError('cannot-open', 'The key that came does not fit this invite.')
  }
  const openOnce = (): Promise<void> => (opening ??= openRecord().finally(() => (opening = undefined)))

  /** Both have said yes, or one of them waits for the other. */
  const proceed = async (): Promise<void> => {
    if (isLetIn && kept.saidYes === true) return openOnce()
    showWords()
  }

  /** @returns whether there are words to compare now */
  const learnWords = async (reveal: string | undefined): Promise<boolean> => {
    if (kept.words !== undefined) return true
    const revealed = openReveal(keys, bytesFromBase64Url(reveal ?? '') ?? new Uint8Array())
    if (revealed === undefined || !isRevealOf(offer, revealed)) return false
    const pubB = await bytesFromPublicKey(keyPair.publicKey)
    const { coupleId, pubA } = offer
    const words = safetyWordPlaces({
      secret: joining.secret,
      nA: revealed.nA,
      nB: joining.nonce,
      coupleId,
      pubA,
      pubB,
    })
    kept = { ...kept, words }
    await deps.save(kept)
    return true
  }

  const stopWatching = watchInvite(
    {
      ...deps,
      async poll(known) {
        await claim()
        return before.invite(inviteId, known, claimAuth)
      },
    },
    async (invite) => {
      switch (invite.state) {
        case 'waiting':
        case 'claimed':
          return deps.show({ step: 'working', role: 'joiner' })
        case 'revealed':
          return (await learnWords(invite.reveal)) ? showWords() : fail('words-differ')
        case 'done':
          isLetIn = true
          return (await learnWords(invite.reveal)) ? proceed() : fail('words-differ')
        case 'burned':
          return fail('not-them')
        case 'expired':
          return fail('link-expired')
      }
    },
    // The invite may be gone because the pairing is through: then the key waits for this device's own token, and that for its
    // person's *yes*.
    (cause) => void gone(cause).catch((error: unknown) => fail(deviceRefusalFromError(error))),
  )

  const gone = async (cause: PorchlightError): Promise<void> => {
    if (kept.words === undefined) throw cause
    await member.epochs(0)
    isLetIn = true
    await proceed()
  }

  /** The invite is done and is not watched any more; the record of the key still waits for this device. */
  const openLater = (failures: number): void => {
    cancelOpening = deps.clock.after(retryDelayMs(failures, 'unreachable', deps.random), () => {
      proceed().catch((cause: unknown) => {
        if (isWorthRetrying(cause)) openLater(failures + 1)
        else void fail(deviceRefusalFromError(cause))
      })
    })
  }

  const stop = (): void => {
    stopped = true
    cancelOpening()
    stopWatching()
  }
  // They need no network: whoever comes back to a screen finds them there.
  showWords()
  return {
    async sayYes() {
      if (kept.words === undefined || stopped) return false
      if (kept.saidYes !== true) {
        const said = { ...kept, saidYes: true } as const
        await deps.save(said)
        kept = said
        showWords()
      }
      await proceed().catch((cause: unknown) => {
        if (isWorthRetrying(cause)) openLater(1)
        throw cause
      })
      return true
    },
    stop,
  }
}

function isWorthRetrying(cause: unknown): boolean {
  return cause instanceof PorchlightError && (errorMeanings[cause.code].retry || cause.code === 'not-a-porchlight')
}

/** The name as it fits the claim's box of fixed size; the whole one follows in the document. */
function fittedForClaim(name: string): string {
  let fits = ''
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(name)) {
    if (fits.length + segment.length > claimNameUnits) break
    fits += segment
  }
  return fits
}
