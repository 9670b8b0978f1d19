/** The inviter's side of a pairing: invite, claim seen, reveal by itself, words, and the decision.
 *  Rules: PAIR, PAIR-1 (the couple key leaves only after *This is them*). */

import { base64UrlFromBytes, bytesFromBase64Url, equalBytes } from '@porchlight/shared/bytes'
import type { Clock, Random, Stop } from '@porchlight/shared/capabilities'
import { bytesFromPublicKey } from '@porchlight/shared/crypto/epoch'
import { type Claim, createInvite, deriveInviteKeys, openClaim, sealReveal } from '@porchlight/shared/crypto/invite'
import { inviteLinkFromSecret } from '@porchlight/shared/crypto/invite-link'
import { safetyWordPlaces } from '@porchlight/shared/crypto/sas'
import { cleanLine } from '@porchlight/shared/domain/text-limit'
import { PorchlightError } from '@porchlight/shared/errors'
import { lifetimes } from '@porchlight/shared/wire/limits'
import type { ApiClient } from '../server/api-client.ts'
import type { Inviting, Keyring } from '../record/device-record.ts'
import { deviceRefusalFromError } from '../record/device-refusal.ts'
import { watchInvite } from './invite-watch.ts'
import type { PairingView } from '../port/port.ts'

export interface InviterDeps {
  clock: Clock
  random: Random
  api: ApiClient
  /** Writes the pairing's secrets to the keyring; undefined removes them. */
  save(inviting: Inviting | undefined): Promise<void>
  show(view: PairingView): void
}

export interface Inviter {
  /** The claim both sides compare words for; undefined before there is one. */
  claim(): Claim | undefined
  /** PSK of the invite, 32 bytes: joins the new device to its first epoch record. */
  psk: Uint8Array
  /** *Not them*, or the person changed their mind: the invite is burned. */
  burn(): Promise<void>
  stop: Stop
}

/** Makes an invite, keeps it, and tells the server. Throws PorchlightError as the API does. */
export async function makeInvite(
  deps: InviterDeps,
  keyring: Keyring,
  keyPair: CryptoKeyPair,
  /** whose device it will be: the other's, or a further one of this person's own */
  person: 'a' | 'b',
): Promise<Inviting> {
  const { api, clock, random } = deps
  const invite = createInvite(random, {
    coupleId: keyring.epoch.coupleId,
    deviceId: keyring.deviceId,
    pubA: await bytesFromPublicKey(keyPair.publicKey),
    person,
    ...(person === keyring.person ? { own: true } : {}),
  })
  const inviting: Inviting = {
    secret: invite.secret,
    nonce: invite.nonce,
    expiresAt: clock.now() + lifetimes.inviteSeconds * 1_000,
    person,
  }
  // Kept before it is sent: a link that works must never have been forgotten by its maker.
  await deps.save(inviting)
  const { expiresAt } = await api.createInvite({
    inviteId: base64UrlFromBytes(invite.keys.id),
    person,
    claimAuthHash: base64UrlFromBytes(invite.claimAuthHash),
    offer: base64UrlFromBytes(invite.offer),
    expiresInSeconds: lifetimes.inviteSeconds,
  })
  return { ...inviting, expiresAt }
}

/** Waits for the other side and shows each step. Resumes where a killed worker left off. */
export function createInviter(
  deps: InviterDeps,
  keyring: Keyring,
  keyPair: CryptoKeyPair,
  inviting: Inviting,
): Inviter {
  const { api, random } = deps
  const keys = deriveInviteKeys(inviting.secret)
  const inviteId = base64UrlFromBytes(keys.id)
  const own = inviting.person === keyring.person ? ({ own: true } as const) : {}
  let kept = inviting
  let claim: Claim | undefined
  let burning = false

  const end = async (view: PairingView): Promise<void> => {
    await deps.save(undefined)
    deps.show(view)
  }

  const stopWatching = watchInvite(
    { ...deps, poll: (known) => api.invite(inviteId, known) },
    async (invite) => {
      if (burning) return undefined
      switch (invite.state) {
        case 'waiting': {
          const link = inviteLinkFromSecret(keyring.server, inviting.secret)
          return deps.show({ step: 'invited', link, expiresAt: invite.expiresAt, ...own })
        }
        case 'claimed':
        case 'revealed': {
          const sealed = bytesFromBase64Url(invite.claim ?? '') ?? new Uint8Array()
          const opened = openClaim(keys, sealed)
          // Nobody with the link wrote this; or it is not the claim that the nonce was revealed to, and whoever may choose
          // another one afterwards can try until four words fit (PAIR-1).
          const isFirst = kept.claim === undefined ? invite.state === 'claimed' : equalBytes(kept.claim, sealed)
          if (opened === undefined || !isFirst) return refuse()
          if (kept.claim === undefined) {
            kept = { ...kept, claim: sealed }
            await deps.save(kept)
          }
          claim = opened
          if (invite.state === 'claimed') {
            await api.revealInvite(inviteId, base64UrlFromBytes(sealReveal(random, keys, { nA: inviting.nonce })))
          }
          const pubA = await bytesFromPublicKey(keyPair.publicKey)
          const words = safetyWordPlaces({
            secret: inviting.secret,
            nA: inviting.nonce,
            nB: claim.nB,
            coupleId: keyring.epoch.coupleId,
            pubA,
            pubB: claim.pubB,
          })
          const name = cleanLine(inviting.person === keyring.person ? (claim.label ?? '') : claim.name)
          return deps.show({ step: 'words', role: 'inviter', words, name, ...own })
        }
        case 'done':
          return end({ step: 'idle' })
        case 'burned':
          // Who had claimed it turned it down; else too many tried the link.
          return end({
            step: 'failed',
            role: 'inviter',
            reason: kept.claim === undefined ? 'link-used' : 'they-stopped',
          })
        case 'expired':
          return end({ step: 'failed', role: 'inviter', reason: 'link-expired' })
      }
    },
    (cause) => void end({ step: 'failed', role: 'inviter', reason: deviceRefusalFromError(cause) }),
  )

  /** What came is not what it should be. The invite is spent here, whatever the server makes of it. */
  const refuse = async (): Promise<void> => {
    burning = true
    claim = undefined
    stopWatching()
    await end({ step: 'failed', role: 'inviter', reason: 'words-differ' })
    await api.burnInvite(inviteId)
  }

  const burn = async (): Promise<void> => {
    burning = true
    try {
      await api.burnInvite(inviteId)
    } catch (cause) {
      // Gone already is burned enough; otherwise it still works, and its screen stays alive.
      burning = cause instanceof PorchlightError && cause.code === 'not-found'
      if (!burning) throw cause
    }
    stopWatching()
    await end({ step: 'idle' })
  }

  return { claim: () => claim, psk: keys.psk, burn, stop: stopWatching }
}
