/** The popup is opened most and should paint at once; each file it is made of is a request more. So what it shares with other
 *  screens lies in one file, and what only those share stays out of it. */

interface Modules {
  getModuleInfo(id: string): { importers: string[] } | null
}

const popup = '/src/entrypoints/popup/'

/** Names the chunk of a module, for `codeSplitting`.
 *  @returns `screen` where the popup loads the module, by itself or through another; null where it does not */
export function sharedWithPopup(moduleId: string, modules: Modules): string | null {
  const seen = new Set<string>()
  const isOfPopup = (id: string): boolean => {
    if (id.includes(popup)) return true
    if (seen.has(id)) return false
    seen.add(id)
    return (modules.getModuleInfo(id)?.importers ?? []).some(isOfPopup)
  }
  return isOfPopup(moduleId) ? 'screen' : null
}
