/** Which browser asks for a page, by its own words: what the page behind an invite link leads by. A guess, of no weight: whoever
 *  is taken for somebody else reads a sentence that fits less well. */

/** `other`: on a computer, and none that Porchlight lives in. */
export type Visitor = 'chrome' | 'edge' | 'firefox' | 'phone' | 'other'

/** @param userAgent the header, undefined where there is none */
export function visitorFrom(userAgent = ''): Visitor {
  // Tablets count as phones: their browsers take no extension of this kind either.
  if (/\b(?:Android|iPhone|iPad|iPod|Mobile|Tablet)\b/.test(userAgent)) return 'phone'
  if (/\bEdg\//.test(userAgent)) return 'edge'
  if (/\bFirefox\//.test(userAgent)) return 'firefox'
  // Opera, Vivaldi and others like them say Chrome as well, and take what Chrome takes.
  if (/\bChrom(?:e|ium)\//.test(userAgent)) return 'chrome'
  return 'other'
}
