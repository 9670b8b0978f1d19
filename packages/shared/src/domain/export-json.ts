/** What a person may take along when they leave: everything the two wrote that is there, as plain JSON anyone can read.
 *  Rule: LEAVE-2. Times are ISO 8601 in UTC. */

import type { Terms } from './agreement.ts'
import type { Facts } from './facts.ts'
import { type SentInvitation, invitationsOf } from './invitation.ts'
import { type PartnerId, otherOf, partnerOf } from './roster.ts'
import { signalsOf } from './signal.ts'
import { maybe } from './stored-value.ts'
import { turnAt } from './turn.ts'
import { type Wording, plainLines } from './wording.ts'

export interface CoupleExport {
  format: 'porchlight-export'
  version: 1
  exportedAt: string
  names: { mine: string; theirs: string }
  agreement: { inForce?: AgreementExport & { since: string }; draft: Partial<AgreementExport> & { terms: Terms } }
  turn?: { number: number; light: 'mine' | 'theirs' | 'either' }
  pauses: { mine: boolean; theirs: boolean }
  invitations: {
    from: 'me' | 'them'
    text: string
    at: string
    answer?: { kind: string; text?: string; when?: string }
  }[]
  notes: { from: 'me' | 'them'; text: string; at: string }[]
}

interface AgreementExport {
  text: string
  wording: Wording
  terms: Terms
}

/** @param isoOf an instant in ms as ISO 8601: the rules have no calendar of their own */
export function exportCouple(facts: Facts, device: string, now: number, isoOf: (at: number) => string): CoupleExport {
  const me = partnerOf(facts.roster, device)
  const other = otherOf(me)
  const { partners, consents, draft, terms, turn } = facts
  const { inForce } = consents
  return {
    format: 'porchlight-export',
    version: 1,
    exportedAt: isoOf(now),
    names: { mine: partners[me].name, theirs: partners[other].name },
    agreement: {
      ...maybe('inForce', inForce && { ...written(inForce.wording, inForce.terms), since: isoOf(inForce.since) }),
      draft: draft.state === 'fit' ? written(draft.wording, draft.terms) : { terms },
    },
    ...maybe('turn', turn && { number: turn.number, light: lightOf() }),
    pauses: { mine: partners[me].pause.paused, theirs: partners[other].pause.paused },
    invitations: [...sent(me), ...sent(other)],
    notes: [...notes(me), ...notes(other)],
  }

  function lightOf(): 'mine' | 'theirs' | 'either' {
    if (turn === undefined || turnAt(turn, now).state === 'open') return 'either'
    return turn.holder === me ? 'mine' : 'theirs'
  }

  function sent(sender: PartnerId): CoupleExport['invitations'] {
    return invitationsOf(partners[sender].devices, partners[otherOf(sender)].devices, now)
      .filter(({ state }) => state === 'open' || state === 'answered')
      .map((invitation) => ({
        from: sender === me ? 'me' : 'them',
        text: invitation.x,
        at: isoOf(invitation.at),
        ...maybe('answer', answerTo(invitation)),
      }))
  }

  function notes(sender: PartnerId): CoupleExport['notes'] {
    return signalsOf(partners[sender].devices, now).flatMap(({ text, at }) =>
      text === undefined ? [] : [{ from: sender === me ? ('me' as const) : ('them' as const), text, at: isoOf(at) }],
    )
  }
}

function written(wording: Wording, terms: Terms): AgreementExport {
  return { text: plainLines(wording).join('\n'), wording, terms }
}

function answerTo(invitation: SentInvitation) {
  if (invitation.state !== 'answered') return undefined
  const { k, x, when } = invitation.answer
  return { kind: k, ...maybe('text', x), ...maybe('when', when) }
}
