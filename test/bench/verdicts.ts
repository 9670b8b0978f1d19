/** Every target that a scenario measures, beside what it measured. So no sentence says whether one is met: the table does. */

import { shown, type Summary, withSpread } from './figures.ts'
import { named, type Read } from './kept.ts'
import { counted } from './plot-style.ts'

/** area, target, measured, verdict */
type Row = [string, string, string, string]

export const targetRows = (read: Read): Row[] => [
  ...relayRows(read),
  ...idleRows(read),
  ...openRows(read),
  ...stormRows(read),
  ...scaleRows(read),
  ...personRows(read),
  ...sizeRows(read),
]

const relayRows = (read: Read): Row[] => {
  const relay = read('relay')
  if (relay === null) return [unmeasured('a durable update', 'relay')]
  const saturated = Object.entries(relay.loads).filter(([load]) => load.startsWith('closed loop'))
  return [
    ...Object.entries(relay.loads).map(([load, runs]) =>
      atMost(`durable update, ${load}: CPU against raw + commit`, 1.4, '×', named(runs).ratio),
    ),
    ...saturated.map(([load, runs]): Row => {
      const { oursFaster } = named(runs, 'Hocuspocus + SQLite')
      return [
        `throughput against Hocuspocus + SQLite, ${load}`,
        '≥ 3.5 ×',
        `${withSpread(oursFaster)} ×`,
        judged(3.5, oursFaster.median, oursFaster.least),
      ]
    }),
  ]
}

const idleRows = (read: Read): Row[] => {
  const idle = read('idle')
  if (idle === null) return [unmeasured('memory of an idle connection', 'idle')]
  const count = counted(idle.counts.at(-1) ?? Number.NaN)
  return [
    atMostOne(
      `memory of an idle connection, ${count} of them, against raw`,
      1.3,
      '×',
      named(idle.subjects).ratios.at(-1),
    ),
  ]
}

const openRows = (read: Read): Row[] => {
  const open = read('open')
  if (open === null) return [unmeasured('cold open', 'open')]
  const { cpuMs, complete } = named(open.subjects)
  return [
    atMost(`cold open of a room with ${counted(open.history)} updates, ticket included: CPU`, 2, 'ms', cpuMs),
    [
      '… first answer complete',
      'always',
      `${complete.least} of ${open.rooms} at least`,
      complete.least === open.rooms ? 'met' : '**missed**',
    ],
  ]
}

const stormRows = (read: Read): Row[] => {
  const storm = read('storm')
  if (storm === null) return [unmeasured('reconnect storm', 'storm')]
  const { seconds, errors, peakOverIdle, notSynced } = named(storm.subjects)
  return [
    notSynced.most === 0
      ? atMost(`storm of ${counted(storm.clients)} sockets: all synced`, 20, 's', seconds)
      : [
          `storm of ${counted(storm.clients)} sockets: all synced`,
          '≤ 20 s',
          `${notSynced.most} were not`,
          '**missed**',
        ],
    [
      '… errors',
      'none',
      `${errors.median} (${errors.least} … ${errors.most})`,
      judged(0, errors.median, errors.most, (value) => value <= 0),
    ],
    atMost('… peak memory over idle', 2, '×', peakOverIdle),
  ]
}

const scaleRows = (read: Read): Row[] => {
  const scale = read('scale')
  if (scale === null) return [unmeasured('cost of an update from few rooms to many', 'scale')]
  return [
    atMostOne('cost of an update, most rooms over fewest', 1.3, '×', named(scale.subjects).flatness),
    ['… of the raw relay that commits', '', `${shown(named(scale.subjects, 'raw relay + commit').flatness)} ×`, ''],
  ]
}

const personRows = (read: Read): Row[] => {
  const [glow, letters, popup] = [read('glow'), read('letters'), read('popup')]
  return [
    glow === null
      ? unmeasured('click → partner’s badge', 'glow')
      : atMostOne('click on *Thinking of you* → partner’s badge, p50', 40, 'ms', glow.badge.median),
    ...(letters === null
      ? [unmeasured('letter → partner’s editor', 'letters')]
      : [
          atMostOne('letter typed → partner’s editor, p50', 300, 'ms', letters.letter.median),
          atMostOne('… p95', 500, 'ms', letters.letter.p95),
          atMostOne('… caret missing while its text moved', 0, 'times', letters.withoutCaret),
        ]),
    popup === null
      ? unmeasured('popup', 'popup')
      : atMostOne('popup: open → first paint, p50', 100, 'ms', popup.paint.median),
  ]
}

const sizeRows = (read: Read): Row[] => {
  const [sizes, year] = [read('sizes'), read('year')]
  return [
    ...(sizes === null
      ? [unmeasured('what a browser loads', 'sizes')]
      : [
          atMostOne('background JS, gzip', 90, 'kB', sizes.background.kB),
          atMostOne('popup JS, gzip', 20, 'kB', sizes.popup.kB),
        ]),
    ...(year === null
      ? [unmeasured('document after ten years', 'year')]
      : [
          atMostOne('document, the largest in ten simulated years', 100, 'kB', year.peakKB),
          atMost('… opens in', 50, 'ms', year.openings),
        ]),
  ]
}

const unmeasured = (area: string, scenario: string): Row => [area, '', `not measured yet: \`bench ${scenario}\``, '']

const atMost = (area: string, limit: number, unit: string, summary: Summary): Row => [
  area,
  `≤ ${limit} ${unit}`,
  `${withSpread(summary)} ${unit}`,
  judged(limit, summary.median, summary.most, (value) => value <= limit),
]

const atMostOne = (area: string, limit: number, unit: string, value = Number.NaN): Row => [
  area,
  `≤ ${limit} ${unit}`,
  `${Number.isInteger(value) ? value : shown(value)} ${unit}`,
  value <= limit ? 'met' : '**missed**',
]

/** By the median; and whether the worst run says the same. */
const judged = (
  limit: number,
  median: number,
  worst: number,
  isGood: (value: number) => boolean = (value) => value >= limit,
): string => {
  if (!isGood(median)) return '**missed**'
  return isGood(worst) ? 'met' : 'met, though not in every run'
}
