/** Three lights, one after the other: something is under way. */

import { i18n } from '../copy/i18n.ts'

export const Waits = ({ words = i18n.t('common.waiting') }: { words?: string }) => (
  <span class="waits">
    <i />
    <i />
    <i />
    <span class="hidden">{words}</span>
  </span>
)
