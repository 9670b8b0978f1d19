/** What a person may take along when they leave: everything the two wrote that is there, as plain JSON anyone can read.
 *  Rule: LEAVE-2. Times are ISO 8601 in UTC. */

import type { Terms } from './agreement.ts'
import { type Facts, joinedOf } from './facts.ts'
import { type Registers, eachShared, registers } from './registers.ts'
import { partnerOf } from './roster.ts'
import { maybe } from './stored-value.ts'
import { turnAt } from './turn.ts'
import { type Wording, plainLines } from './wording.ts'

export interface CoupleExport {
  format: 'porchlight-export'
  version: 1
  exportedAt: string
  agreement: { inForce?: AgreementExport & { since: string }; draft: Partial<AgreementExport> & { terms: Terms } }
  turn?: { number: number; light: 'mine' | 'theirs' | 'either' }
  /** `names`, `pauses`, `invitations`, `notes`, `rituals`: what each matter says of itself. */
  [ofRegister: string]: unknown
}

interface AgreementExport {
  text: string
  wording: Wording
  terms: Terms
}

/** @param isoOf an instant in ms as ISO 8601: the rules have no calendar of their own */
export function exportCouple(
  facts: Facts,
  device: string,
  now: number,
  isoOf: (at: number) => string,
  among: Registers = registers,
): CoupleExport {
  const me = partnerOf(facts.roster, device)
  const joined = joinedOf(facts, me, now)
  const { consents, draft, terms, turn } = facts
  const { inForce } = consents
  return {
    format: 'porchlight-export',
    version: 1,
    exportedAt: isoOf(now),
    agreement: {
      ...maybe('inForce', inForce && { ...written(inForce.wording, inForce.terms), since: isoOf(inForce.since) }),
      draft: draft.state === 'fit' ? written(draft.wording, draft.terms) : { terms },
    },
    ...maybe('turn', turn && { number: turn.number, light: lightOf() }),
    ...Object.assign({}, ...among.map((register) => register.exported?.(joined, isoOf))),
    ...Object.assign({}, ...eachShared.map((matter) => matter.exported?.(facts))),
  }

  function lightOf(): 'mine' | 'theirs' | 'either' {
    if (turn === undefined || turnAt(turn, now).state === 'open') return 'either'
    return turn.holder === me ? 'mine' : 'theirs'
  }
}

function written(wording: Wording, terms: Terms): AgreementExport {
  return { text: plainLines(wording).join('\n'), wording, terms }
}
