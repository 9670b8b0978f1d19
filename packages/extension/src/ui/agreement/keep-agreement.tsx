/** Two ways to keep the agreement for oneself: to read, and for another program. Rule: COPY-1. */

import { useSignal } from '@preact/signals'
import { draftOf } from '@porchlight/shared/domain/document'
import { readWording } from '@porchlight/shared/domain/wording'
import type { AgreementStatus } from '@porchlight/shared/domain/view'
import { i18n } from '../copy/i18n.ts'
import { saveFile } from '../parts/save-file.ts'
import { agreementAsJson, agreementAsMarkdown } from './agreement-copy.ts'
import type { Replica } from './replica.ts'

/** What is in force, else the words as they stand. */
export function KeepAgreement({ agreement, replica }: { agreement: AgreementStatus; replica: Replica }) {
  const told = useSignal<'saved' | 'nothing' | undefined>(undefined)
  const keep = (way: 'md' | 'json'): void => {
    const read = readWording(draftOf(replica.doc))
    const wording = agreement.inForce?.wording ?? (read.ok ? read.wording : undefined)
    if (wording === undefined) {
      told.value = 'nothing'
      return
    }
    const terms = agreement.inForce?.terms ?? agreement.terms
    if (way === 'md')
      saveFile('our-agreement.md', 'text/markdown', agreementAsMarkdown(i18n.t('agreement.title'), wording))
    else saveFile('our-agreement.json', 'application/json', agreementAsJson(wording, terms))
    told.value = 'saved'
  }
  return (
    <section class="stack tight keep-agreement" aria-label={i18n.t('copy.title')}>
      <p class="soft">{i18n.t('copy.text')}</p>
      <div class="row">
        <button type="button" onClick={() => keep('md')}>
          {i18n.t('copy.toRead')}
        </button>
        <button type="button" class="bare" onClick={() => keep('json')}>
          {i18n.t('copy.asData')}
        </button>
        <span role="status" class="soft">
          {told.value === 'saved' && i18n.t('options.copySaved')}
          {told.value === 'nothing' && i18n.t('copy.nothing')}
        </span>
      </div>
    </section>
  )
}
