/** Gives a person a file. It needs no permission, and leaves with the page.
 *  @param kind its media type */
export function saveFile(name: string, kind: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: kind }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  URL.revokeObjectURL(url)
}
