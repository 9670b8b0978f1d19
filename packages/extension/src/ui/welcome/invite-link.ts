/** The invite link a screen was opened with, or that lies under the lamp. Whether it is a good one is the background's to
 *  say. Rule: PAIR-3 */

/** `welcome.html#join=<link>`: the page is opened so when the lamp was clicked on an invite's page.
 *  @returns '' when there is none */
export function inviteLinkFrom(fragment: string): string {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('join') ?? ''
}

/** The fragment that opens the welcome page with this link. */
export const fragmentFromInviteLink = (link: string): string => new URLSearchParams({ join: link }).toString()

/** Whether a tab's address is a server's `/i` page with a secret behind it. */
export const isInviteLink = (address: string): boolean => /^https?:\/\/[^#?]+\/i#[\w-]{43}$/.test(address)

/** The one invite link in what somebody copied: a message around it does no harm.
 *  @returns undefined where there is none, or more than one */
export function findInviteLink(copied: string): string | undefined {
  const found = new Set(copied.match(/https?:\/\/[^\s#?]+\/i#[\w-]{43}(?![\w-])/g))
  return found.size === 1 ? [...found][0] : undefined
}

/** Where a link leads, as a person knows it: `porch.example`, or `host.example/porch`. Undefined where it is none. */
export function serverOfInviteLink(link: string): string | undefined {
  const [found, host] = /^https?:\/\/([^\s#?]+)\/i#[\w-]{43}$/.exec(link.trim()) ?? []
  return found === undefined ? undefined : host
}
