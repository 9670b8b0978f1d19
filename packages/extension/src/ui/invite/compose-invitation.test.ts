import { describe, expect, it } from 'vitest'
import { composeInvitation, type InvitationLines } from './compose-invitation.ts'

const nothing: InvitationLines = { feel: '', enjoy: '', invitation: '', wayOut: '' }

describe('an invitation out of four lines', () => {
  it.each<[string, Partial<InvitationLines>, string]>([
    ['INV-5 each line is optional', { invitation: 'Tea outside?' }, 'Tea outside?'],
    [
      'INV-5 all four, in their order',
      { wayOut: 'And no is fine.', feel: 'I miss you.', enjoy: 'I loved Sunday.', invitation: 'Tea outside?' },
      'I miss you.\nI loved Sunday.\nTea outside?\nAnd no is fine.',
    ],
    ['INV-5 an easy way out alone is no invitation', { wayOut: 'And no is fine.' }, ''],
    ['INV-5 blanks are nothing', { feel: '  ', invitation: '\u3000' }, ''],
    ['INV-5 a line is one line', { feel: ' I miss\n\n you. ', wayOut: 'No is fine.' }, 'I miss you.\nNo is fine.'],
    ['INV-5 without punctuation, as it was typed', { feel: 'اشتقت إليك', invitation: 'شاي؟' }, 'اشتقت إليك\nشاي؟'],
  ])('%s', (_title, lines, text) => {
    expect(composeInvitation({ ...nothing, ...lines })).toBe(text)
  })
})
