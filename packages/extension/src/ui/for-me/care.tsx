/** *What I want to build*: four areas, free text each; no ticks, no dates. Kept as it is typed. Rule: CARE-1 */

import { type CareArea, careAreas, careId, careSchema } from '@porchlight/client/port/for-me'
import { bothOf } from '@porchlight/client/port/for-me-copy'
import { limits } from '@porchlight/shared/domain/text-limit'
import { safeParse } from 'valibot'
import { i18n } from '../copy/i18n.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { say } from '../copy/say.ts'
import type { OwnDrawer } from '../own-drawer.ts'
import { useKeeper } from './use-keeper.ts'
import { OwnText } from './own-text.tsx'

const areaKeys = {
  health: 'forMe.health',
  purpose: 'forMe.meaning',
  friends: 'forMe.friends',
  larger: 'forMe.larger',
} as const satisfies Record<CareArea, string>

export function Care({ drawer }: { drawer: OwnDrawer }) {
  return (
    <section class="card stack" aria-labelledby="for-me-care">
      <div class="stack tight">
        <h2 id="for-me-care">{i18n.t('forMe.careTitle')}</h2>
        <p class="soft">{i18n.t('forMe.careText')}</p>
      </div>
      <div class="care">
        {careAreas.map((area) => (
          <Area key={area} area={area} drawer={drawer} />
        ))}
      </div>
    </section>
  )
}

function Area({ area, drawer }: { area: CareArea; drawer: OwnDrawer }) {
  const keeper = useKeeper<{ text: string }>(drawer, {
    id: careId(area),
    kind: 'care',
    empty: { text: '' },
    read(record) {
      const read = safeParse(careSchema, record.value)
      return read.success ? read.output : undefined
    },
    isEmpty: ({ text }) => text.trim() === '',
    both: (there, mine) => ({ text: bothOf(there.text, mine.text) }),
    whenGone: 'write',
  })
  const refused = keeper.refused.value
  return (
    <div>
      <OwnText
        label={i18n.t(areaKeys[area])}
        text={keeper.value.value.text}
        limit={limits.intention}
        onText={(text) => keeper.change({ text })}
      />
      {refused !== undefined && (
        <p class="problem" role="alert">
          {say({ key: refusalKeys[refused] })}
        </p>
      )}
    </div>
  )
}
