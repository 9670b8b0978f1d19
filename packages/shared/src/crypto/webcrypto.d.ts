/** The few WebCrypto names this package says aloud. `shared` compiles without the DOM library, yet HPKE hands over and
 *  takes key objects, and a device's key pair must be made non-extractable. Interfaces merge with the DOM's own. */

interface CryptoKey {
  readonly extractable: boolean
  readonly type: 'private' | 'public' | 'secret'
}

interface CryptoKeyPair {
  privateKey: CryptoKey
  publicKey: CryptoKey
}

interface SubtleCrypto {
  generateKey(
    algorithm: { name: 'ECDH'; namedCurve: 'P-256' },
    extractable: boolean,
    keyUsages: readonly 'deriveBits'[],
  ): Promise<CryptoKeyPair>
}

interface Crypto {
  readonly subtle: SubtleCrypto
}

// oxlint-disable-next-line no-var -- the DOM library declares it with var, and only like declarations merge
declare var crypto: Crypto
