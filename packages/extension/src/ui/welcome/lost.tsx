/** This browser lost what it kept of a shared place, or cannot read it: what that means, and the ways back. Nothing is begun
 *  anew here, before its person says so. Rule: LOCK-2 */

import { limits } from '@porchlight/shared/domain/text-limit'
import { useSignal } from '@preact/signals'
import { i18n } from '../copy/i18n.ts'
import type { ScreenView } from '@porchlight/client/port/port'
import type { Acts } from '../acts.ts'
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
  acts: Acts
}

export function Lost(props: LostProps) {
  const { lost } = props.view
  if (lost === 'unreadable') return <Unreadable acts={props.acts} newer={props.view.newer === true} />
  return lost === 'ended-gone' ? <EndedGone acts={props.acts} /> : <Gone {...props} />
}

function Gone({ view, failed, typed, coming, acts }: LostProps) {
  return (
    <div class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('lost.title')}</h1>
        <p class="lead">{i18n.t('lost.text')}</p>
      </header>
      <ByLink failed={failed} typed={typed} acts={acts} />
      <ComeBack settings={view.settings} typed={typed} coming={coming} acts={acts} />
      <section class="stack tight center">
        <p class="soft">{i18n.t('lost.afreshText')}</p>
        <StartAfresh acts={acts} />
      </section>
      <Said acts={acts} />
    </div>
  )
}

/** One field for both: whose link it is, only the background can see. */
function ByLink({ failed, typed, acts }: Pick<LostProps, 'failed' | 'typed' | 'acts'>) {
  const reason = useSignal(failed?.reason)
  const asksName = useSignal(false)
  const join = async (): Promise<void> => {
    const name = typed.name.value.trim()
    reason.value = undefined
    const answer = await acts.press('join', {
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
        <Press acts={acts} name="join" class="warm" onPress={() => void join()}>
          {i18n.t('lost.comeIn')}
        </Press>
      </div>
      <p class="hidden" role="status">
        {problem}
      </p>
    </section>
  )
}

function Unreadable({ acts, newer }: { acts: Acts; newer: boolean }) {
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('lost.unreadableTitle')}</h1>
        <p class="lead">{i18n.t(newer ? 'lost.newerText' : 'lost.unreadableText')}</p>
      </header>
      <div class="row">
        <Press
          acts={acts}
          name="look-again"
          class="warm"
          onPress={() => void acts.press('look-again', { kind: 'look-again' })}
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
          onSure={() => void acts.press('let-go', { kind: 'let-go' })}
        />
      )}
      <Said acts={acts} />
    </section>
  )
}

function EndedGone({ acts }: { acts: Acts }) {
  return (
    <section class="stack roomy">
      <header class="stack tight">
        <h1>{i18n.t('lost.title')}</h1>
        <p class="lead">{i18n.t('lost.endedText')}</p>
      </header>
      <div class="row">
        <Press acts={acts} name="wipe" onPress={() => void acts.press('wipe', { kind: 'wipe' })}>
          {i18n.t('lost.goOn')}
        </Press>
      </div>
      <Said acts={acts} />
    </section>
  )
}

const StartAfresh = ({ acts }: { acts: Acts }) => (
  <AskTwice
    class="bare"
    name={i18n.t('lost.afresh')}
    ask={i18n.t('lost.afreshAsk')}
    sure={i18n.t('lost.afreshSure')}
    stay={i18n.t('options.stay')}
    onSure={() => void acts.press('wipe', { kind: 'wipe' })}
  />
)
