import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What axe objects to (WCAG 2.2 A and AA), in the light and the dark theme. */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // The page's CSP refuses a script tag; evaluating the source does the same.
    await page.evaluate(axe.source)
    const results = await page.evaluate(async () => {
      const { axe: run } = globalThis as unknown as { axe: typeof axe }
      return run.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    })
    // An axe that checked nothing would find nothing.
    expect(results.passes.length).toBeGreaterThan(5)
    for (const { id, nodes } of results.violations) {
      found.push(...nodes.map((node) => `${colorScheme}: ${id}: ${node.html} (${node.failureSummary ?? ''})`))
    }
  }
  return found
}
