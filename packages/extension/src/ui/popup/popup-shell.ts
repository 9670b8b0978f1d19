/** What the popup can open; the entry point knows how. */

export interface PopupShell {
  openWelcome(): void
  openAgreement(): void
  openSettings(): void
}
