/** Writes into the popup's note what a person might, so that wording help has something to say. */

const written = 'Long day. You never sit with me any more, and you owe me an evening. Why can’t you be more like Tom?'

export async function writeNote(): Promise<void> {
  const opener = await found(() =>
    [...document.querySelectorAll('button')].find((one) => one.textContent === 'A note…'),
  )
  opener.click()
  const field = await found(() => document.querySelector('textarea') ?? undefined)
  field.value = written
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

async function found<E extends Element>(look: () => E | undefined): Promise<E> {
  for (let element = look(); ; element = look()) {
    if (element !== undefined) return element
    await new Promise((resume) => requestAnimationFrame(resume))
  }
}
