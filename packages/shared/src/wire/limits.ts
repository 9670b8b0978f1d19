/** Every number both sides must agree on, and the defaults an operator may override by name (`LIMITS_JSON`).
 *  Rule: SEAL-4, SYNC-10, HTTP-1, HTTP-2. Sizes are bytes, times are milliseconds, rates say their span in the name. */

/** Sizes that hold everywhere, also where rate limits are off. A client checks them before it seals. */
export const sizeLimits = {
  /** One sealed entry, its header included. */
  maxEntryBytes: 1024 * 1024,
  /** The outer document of one room, encoded as one Yjs V1 update. */
  maxOuterBytes: 2 * 1024 * 1024,
  /** One WebSocket frame: a whole document fits with room to spare. */
  maxFrameBytes: 4 * 1024 * 1024,
  /** One HTTP body. */
  maxBodyBytes: 3 * 1024 * 1024,
  /** One awareness frame; larger ones are dropped, not closed. */
  maxAwarenessBytes: 16 * 1024,
  /** `offer`, `claim` and `reveal` of an invite, each. */
  maxInviteFieldBytes: 16 * 1024,
  /** The ciphertext of one epoch record. */
  maxEpochRecordBytes: 256 * 1024,
  /** What a socket may have unsent before it counts as a slow reader. */
  maxUnsentBytes: 1024 * 1024,
} as const

export type SizeLimits = typeof sizeLimits

/** The last time any answer may name. The domain has the same number; neither layer looks into the other. */
export const lastInstantMs = 8.64e15

/** Tickets, invites and opened recovery words live this long at most. */
export const lifetimes = {
  ticketMs: 60_000,
  inviteSeconds: 86_400,
  /** From opening recovery words to the epoch that lets the device in. */
  recoveryMs: 86_400_000,
  longPollSeconds: 25,
} as const

/** What one address, one token or one couple may do; the defaults of `LIMITS_JSON`. */
export const rateLimits = {
  couplesPerHourPerAddress: 5,
  claimsPerHourPerAddress: 10,
  /** Reading an offer; guarded by the secret and burned after five wrong tries, so this only bounds the noise. */
  opensPerHourPerAddress: 60,
  recoveriesPerHourPerAddress: 5,
  ticketsPerMinutePerAddress: 3_000,
  ticketsPerMinutePerToken: 30,
  /** Changes of the key that went through; an honest device makes a few in a day. Without it a stolen one could move the key so
   *  often that nobody ever comes to remove it. */
  movesPerHourPerToken: 30,
  socketsPerToken: 5,
  socketsPerAddress: 500,
  updatesPerSecondPerCouple: 20,
  updatesBurstPerCouple: 100,
  updateBytesPerHourPerCouple: 64 * 1024 * 1024,
  awarenessPerSecondPerSocket: 12,
  devicesPerCouple: 32,
  invitesPerCouple: 8,
} as const

export type RateLimits = { readonly [Name in keyof typeof rateLimits]: number }
export type RateLimitName = keyof RateLimits
