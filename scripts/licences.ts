// Writes the texts of the licences of all that is in the built extension into `licences.txt`, which lies in the package: most of
// them ask for just that. Run it (`npx -y pnpm@12.21.0 licences`) when a dependency has changed; a test says when it is out of date.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { billOf, licenceOf, nameOf } from './sbom.ts'

export const licencesFile = resolve(import.meta.dirname, '../packages/extension/src/public/licences.txt')

/** Every package of the extension's bill with the text it comes with; packages with the same text stand together. */
export function licenceTexts(): string {
  const folders = packageFolders()
  const packagesByText = new Map<string, string[]>()
  const others = billOf('extension').components.filter(({ group }) => group !== '@porchlight')
  for (const component of others.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    const named = `${nameOf(component)} ${component.version}`
    const text =
      textIn(folders.get(named)) ?? `${licenceOf(component)}, as its package.json says. It comes with no text.`
    const source = licenceOf(component) === 'MPL-2.0' ? `${named}\n${sourceOf(folders.get(named))}` : named
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), source])
  }
  const parts = [...packagesByText].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`)
  return ['Porchlight is under the MIT licence. Parts of these packages are in it, too:\n', ...parts].join(
    `\n${'-'.repeat(72)}\n\n`,
  )
}

if (import.meta.main) writeFileSync(licencesFile, licenceTexts())

/** Where each package lies, by name and version. */
function packageFolders(): Map<string, string> {
  const folders = new Map<string, string>()
  for (const part of ['@porchlight/extension', '@porchlight/client', '@porchlight/shared']) {
    const { status, stdout, stderr } = spawnSync('pnpm', ['--filter', part, 'licenses', 'list', '--json'], {
      cwd: resolve(import.meta.dirname, '..'),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (status !== 0) throw new Error(`pnpm licenses ended with ${String(status)}:\n${stdout}${stderr}`)
    const listed = JSON.parse(stdout) as Record<string, { name: string; versions: string[]; paths: string[] }[]>
    for (const { name, versions, paths } of Object.values(listed).flat()) {
      for (const [i, version] of versions.entries()) folders.set(`${name} ${version}`, paths[i] ?? '')
    }
  }
  return folders
}

/** MPL-2.0 §3.2: whoever gets the built form is told where the source code is. */
function sourceOf(folder: string | undefined): string {
  if (folder === undefined) throw new Error('a package under MPL-2.0 that is nowhere')
  const { repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    repository: { url: string }
  }
  return `It is in this package as it was published; its source code is at ${repository.url.replace(/^git\+/, '')}`
}

function textIn(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
  const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
  if (texts.length === 0) return undefined
  // Vite goes on with what is in Vite itself; of that nothing is in our package.
  return texts.join('\n\n').split('\n# Licenses of bundled dependencies', 1)[0]?.trim()
}
