/** An invitation out of four short lines. Rule: INV-5. */

/** Each as its person typed it; '' is left out. */
export interface InvitationLines {
  feel: string
  enjoy: string
  invitation: string
  wayOut: string
}

export const lineNames = ['feel', 'enjoy', 'invitation', 'wayOut'] as const satisfies (keyof InvitationLines)[]

/** Ordinary text, a line for each: no sentence is glued to another, in whatever language and with whatever punctuation they are
 *  written. An easy way out alone invites to nothing, and is left out. */
export function composeInvitation(lines: InvitationLines): string {
  const said = lineNames.map((name) => [name, lines[name].trim().replaceAll(/\s+/g, ' ')] as const)
  const isInviting = said.some(([name, line]) => name !== 'wayOut' && line !== '')
  if (!isInviting) return ''
  return said.flatMap(([, line]) => (line === '' ? [] : [line])).join('\n')
}
