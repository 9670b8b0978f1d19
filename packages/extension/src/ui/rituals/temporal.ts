/// <reference lib="esnext.temporal" />
/** `Temporal`: the browser's own, or, where there is none yet (Chrome before 144), a kept polyfill in a file of its own that only
 *  such a browser loads. */

export const Temporal: typeof globalThis.Temporal = 'Temporal' in globalThis ? globalThis.Temporal : await polyfill()

async function polyfill(): Promise<typeof globalThis.Temporal> {
  const { Temporal } = await import('temporal-polyfill/implementation')
  return Temporal
}
