/** What this device may be called among one's own: browser and system, as far as the browser says. */

const browsers: [RegExp, string][] = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\bChrome\//, 'Chrome'],
]
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
]

/** Such as *Chrome 142 on Linux*, for a fault report. */
export function browserAndSystem(userAgent: string = navigator.userAgent): string {
  const label = deviceLabel(userAgent)
  const [name = ''] = label.split(' ', 1)
  const [mark] = browsers.find(([, called]) => called === name) ?? []
  const version = mark === undefined ? undefined : new RegExp(`${mark.source}(\\d{1,4})`).exec(userAgent)?.[1]
  return version === undefined ? label : label.replace(name, `${name} ${version}`)
}

/** Such as *Chrome on Linux*; '' where the browser says nothing we know. */
export function deviceLabel(userAgent: string = navigator.userAgent): string {
  const nameIn = (table: [RegExp, string][]): string | undefined => table.find(([seen]) => seen.test(userAgent))?.[1]
  return [nameIn(browsers), nameIn(systems)].filter((name) => name !== undefined).join(' on ')
}
