/** What was typed on the first page: kept above it, so that it survives a step that failed. */

import type { Signal } from '@preact/signals'

export type Typed = Record<'name' | 'join' | 'server' | 'code' | 'words', Signal<string>>
