/** What the other sent. All that waits is one card (SIG-3); what was seen before stays quietly below until it fades. */

import { i18n } from '../copy/i18n.ts'
import type { ArrivedSignal } from '@porchlight/shared/domain/view'
import type { Presses } from '../presses.ts'
import { say } from '../copy/say.ts'
import { arrivedKeys, sentKeys } from '../copy/signal-copy.ts'
import { softAgo } from '../copy/soft-time.ts'
import type { Result } from '@porchlight/client/port/device-command'
import { Press } from '../parts/press.tsx'
import { Spark } from '../parts/spark.tsx'

interface Props {
  signals: ArrivedSignal[]
  arrived: ReadonlySet<string>
}

export function ArrivedSignals(
  props: Props & { name: string; presses: Presses; onSend: (sent: Promise<Result | undefined>) => void },
) {
  const shown = props.signals.filter((signal) => props.arrived.has(signal.id))
  const sendBack = (): void => {
    props.onSend(props.presses.ask('send-back', { kind: 'send-signal', signal: 'glow' }, { key: sentKeys.glow }))
  }
  return (
    <div class="arrived-region" role="status">
      {shown.length > 0 && (
        <div class="arrived rise">
          <span class="arrived-mark">
            <Spark />
          </span>
          <p class="arrived-title">{i18n.t('signal.arrived', { name: props.name })}</p>
          <Press presses={props.presses} name="send-back" class="rosy" onPress={sendBack}>
            {i18n.t('signal.sendBack')}
          </Press>
          <SignalList signals={shown} />
        </div>
      )}
    </div>
  )
}

export function EarlierSignals({ signals, arrived }: Props) {
  const earlier = signals.filter((signal) => !arrived.has(signal.id))
  if (earlier.length === 0) return null
  return (
    <details class="earlier">
      <summary>{i18n.t('signal.earlier')}</summary>
      <SignalList signals={earlier} />
    </details>
  )
}

function SignalList({ signals }: { signals: ArrivedSignal[] }) {
  const now = Date.now()
  return (
    <ul class="signals">
      {signals.map((signal) => (
        <li key={signal.id}>
          {signal.text === undefined ? (
            <span>{i18n.t(arrivedKeys[signal.kind])}</span>
          ) : (
            <q dir="auto">{signal.text}</q>
          )}{' '}
          <span class="when">{say(softAgo(signal.at, now))}</span>
        </li>
      ))}
    </ul>
  )
}
