/** `welcome.html#join=<link>`: the background opens the page so, when the lamp was clicked on an invite's page.
 *  @returns '' when there is none */
export function inviteLinkFrom(fragment: string): string {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('join') ?? ''
}
