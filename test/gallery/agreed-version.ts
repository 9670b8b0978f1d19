/** What the two of the gallery agreed to, some time ago. */

import { defaultTerms } from '@porchlight/shared/domain/agreement'
import { versionOf } from '@porchlight/shared/domain/version'

export const agreedVersion = () =>
  versionOf(
    { ...defaultTerms, windowHours: 72 },
    {
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Three days each' }] },
        { type: 'paragraph', content: [{ type: 'text', text: 'We both want to be wanted, and to do the wanting.' }] },
        { type: 'paragraph', content: [{ type: 'text', text: 'Flowers count double.' }] },
      ],
    },
  )
