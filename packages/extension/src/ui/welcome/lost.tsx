/** This browser lost what it kept of a shared place, or cannot read it: what that means, and the ways back. Nothing is begun
 *  anew here, before its person says so. Rule: LOCK-2 */

import { limits } from '@porchlight/shared/domain/text-limit'
import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import type { Presses } from '../presses.ts'
import { refusalKeys } from '../copy/refusal-copy.ts'
import { AskTwice } from '../parts/ask-twice.tsx'
import { Press } from '../parts/press.tsx'
import { Said } from '../parts/said.tsx'
import { TextField } from '../parts/text-field.tsx'
import { ComeBack, type Coming } from './come-back.tsx'
import type { Failure } from './failure.ts'
import type { Typed } from './typed.ts'

type LostView = Extract<ScreenView, { state: 'unpaired' }>

interface LostProps {
  view: LostView
  failed: Failure | undefined
  typed: Typed
  coming: Coming
  presses: Presses
}

export function Lost(props: LostProps) {
  const { lost } = props.view
  if (lost === 'unreadable') return <Unreadable presses={props.presses} newer={props.view.newer === true} />
  return lost === 'ended-gone' ? <EndedGone presses={props.presses} /> : <Gone {...props} />
}

function Gone({ view, failed, typed, coming, presses }: LostProps) {
  return (
    <div class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('lost.title')}</h1>
        <p class="lead">{i18n.t('lost.text')}</p>
      </header>
      <ByLink failed={failed} typed={typed} presses={presses} />
      <ComeBack settings={view.settings} typed={typed} coming={coming} presses={presses} />
      <section class="stack tight center">
        <p class="soft">{i18n.t('lost.afreshText')}</p>
        <StartAfresh presses={presses} />
      </section>
      <Said presses={presses} />
    </div>
  )
}

/** One field for both: whose link it is, only the background can see. */
function ByLink({ failed, typed, presses }: Pick<LostProps, 'failed' | 'typed' | 'presses'>) {
  const reason = useSignal(failed?.reason)
  const asksName = useSignal(false)
  const join = async (): Promise<void> => {
    const name = typed.name.value.trim()
    reason.value = undefined
    const answer = await presses.ask('join', {
      kind: 'join',
      link: typed.join.value.trim(),
      ...(name === '' ? {} : { name }),
    })
    if (answer === undefined || answer.ok) return
    if (answer.reason === 'no-name') asksName.value = true
    reason.value = answer.reason as Failure['reason']
  }
  const problem = reason.value === undefined ? undefined : i18n.t(refusalKeys[reason.value])
  const isName = reason.value === 'no-name'
  return (
    <section class="card door stack">
      <div>
        <h2>{i18n.t('lost.mineTitle')}</h2>
        <p class="soft">{i18n.t('lost.mine')}</p>
      </div>
      <div>
        <h2>{i18n.t('lost.theirsTitle')}</h2>
        <p class="soft">{i18n.t('lost.theirs')}</p>
      </div>
      <TextField
        label={i18n.t('welcome.joinField')}
        value={typed.join}
        rows={2}
        url
        problem={isName ? undefined : problem}
        onEnter={() => void join()}
      />
      {asksName.value && (
        <TextField
          label={i18n.t('welcome.nameField')}
          value={typed.name}
          limit={limits.name}
          focused
          problem={isName ? problem : undefined}
          onEnter={() => void join()}
        />
      )}
      <div class="row">
        <Press presses={presses} name="join" class="warm" onPress={() => void join()}>
          {i18n.t('lost.comeIn')}
        </Press>
      </div>
      <p class="hidden" role="status">
        {problem}
      </p>
    </section>
  )
}

function Unreadable({ presses, newer }: { presses: Presses; newer: boolean }) {
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('lost.unreadableTitle')}</h1>
        <p class="lead">{i18n.t(newer ? 'lost.newerText' : 'lost.unreadableText')}</p>
      </header>
      <div class="row">
        <Press
          presses={presses}
          name="look-again"
          class="warm"
          onPress={() => void presses.ask('look-again', { kind: 'look-again' })}
        >
          {i18n.t('lost.lookAgain')}
        </Press>
      </div>
      {!newer && (
        <AskTwice
          class="bare"
          name={i18n.t('lost.letGo')}
          ask={i18n.t('lost.letGoAsk')}
          sure={i18n.t('lost.letGoSure')}
          stay={i18n.t('options.stay')}
          onSure={() => void presses.ask('let-go', { kind: 'let-go' })}
        />
      )}
      <Said presses={presses} />
    </section>
  )
}

function EndedGone({ presses }: { presses: Presses }) {
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('lost.title')}</h1>
        <p class="lead">{i18n.t('lost.endedText')}</p>
      </header>
      <div class="row">
        <Press presses={presses} name="wipe" onPress={() => void presses.ask('wipe', { kind: 'wipe' })}>
          {i18n.t('lost.goOn')}
        </Press>
      </div>
      <Said presses={presses} />
    </section>
  )
}

const StartAfresh = ({ presses }: { presses: Presses }) => (
  <AskTwice
    class="bare"
    name={i18n.t('lost.afresh')}
    ask={i18n.t('lost.afreshAsk')}
    sure={i18n.t('lost.afreshSure')}
    stay={i18n.t('options.stay')}
    onSure={() => void presses.ask('wipe', { kind: 'wipe' })}
  />
)
