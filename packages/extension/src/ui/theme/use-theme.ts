/** Light or dark as this device's person chose; `system` leaves it to the browser. */

import { useLayoutEffect } from 'preact/hooks'
import type { Settings } from '@porchlight/client/port/port'

export function useTheme(theme: Settings['theme'] | undefined): void {
  useLayoutEffect(() => {
    if (theme === undefined || theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [theme])
}
