/** The only ways to reach time and chance. Real ones are made in composition roots, seeded twins in tests. */

export interface Clock {
  /** Milliseconds since the Unix epoch (UTC). May be wrong, may jump. */
  now(): number
  /** Runs `act` once after `delayMs`; returns its stop. */
  after(delayMs: number, act: () => void): Stop
}

export interface Random {
  /** Cryptographically strong bytes outside tests. */
  bytes(length: number): Uint8Array<ArrayBuffer>
}

/** Ends what was started. Calling it twice does nothing more. */
export type Stop = () => void
