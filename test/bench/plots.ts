/** The plots of `docs/images/`, each of what one scenario kept; where a target belongs to a figure, it stands on our bar. */

import type { Summary } from './figures.ts'
import { isOurs, named, type Read } from './kept.ts'
import { type Bar, barsAsSvg } from './plot.ts'
import { linesAsSvg } from './plot-lines.ts'
import { counted } from './plot-style.ts'

export const plotsOf = (read: Read): Map<string, string> =>
  new Map([
    ...relayPlots(read),
    ...idlePlot(read),
    ...openPlot(read),
    ...stormPlots(read),
    ...scalePlot(read),
    ...waitsPlot(read),
    ...sizesPlot(read),
  ])

type Plots = [name: string, svg: string][]

const relayPlots = (read: Read): Plots =>
  Object.entries(read('relay')?.loads ?? {}).map(([load, runs], place) => [
    `relay-${place + 1}`,
    barsAsSvg({
      title: `Processor time for each update: ${load}`,
      unit: 'µs',
      bars: runs.map(({ name, cpu }) => bar(name, cpu, 1.4 * named(runs, 'raw relay + commit').cpu.median)),
    }),
  ])

const idlePlot = (read: Read): Plots => {
  const idle = read('idle')
  if (idle === null) return []
  const raw = named(idle.subjects, 'raw relay').perConnection.at(-1)?.median ?? Number.NaN
  const bars = idle.subjects.flatMap(({ name, perConnection }) =>
    perConnection.slice(-1).map((most) => bar(name, most, 1.3 * raw)),
  )
  const title = `Memory for each idle connection, of ${counted(idle.counts.at(-1) ?? Number.NaN)}`
  return [['idle', barsAsSvg({ title, unit: 'KiB', bars })]]
}

const openPlot = (read: Read): Plots => {
  const open = read('open')
  if (open === null) return []
  const bars = open.subjects.map(({ name, cpuMs }) => bar(name, cpuMs, name === 'Porchlight' ? 2 : undefined))
  const title = `Processor time for opening a cold room with ${counted(open.history)} updates`
  return [['open', barsAsSvg({ title, unit: 'ms', bars })]]
}

const stormPlots = (read: Read): Plots => {
  const storm = read('storm')
  if (storm === null) return []
  const sockets = counted(storm.clients)
  const wall = storm.subjects.map(({ name, seconds }) => bar(name, seconds, 20))
  const cpu = storm.subjects.map(({ name, cpuSeconds }) => bar(name, cpuSeconds))
  return [
    ['storm', barsAsSvg({ title: `All of ${sockets} sockets synced, from when it listens`, unit: 's', bars: wall })],
    ['storm-cpu', barsAsSvg({ title: `Processor time till ${sockets} sockets are back`, unit: 's', bars: cpu })],
  ]
}

const scalePlot = (read: Read): Plots => {
  const scale = read('scale')
  if (scale === null) return []
  const lines = scale.subjects.map(({ name, sizes }) => ({
    name,
    isOurs: isOurs(name),
    points: sizes.map(({ cpu: { median, least, most } }) => ({ value: median, least, most })),
  }))
  const steps = (scale.subjects[0]?.sizes ?? []).map(({ rooms }) => counted(rooms))
  const title = 'Processor time for each update, by the number of rooms'
  return [['scale', linesAsSvg({ title, unit: 'µs', steps, stepsName: 'rooms', lines })]]
}

const waitsPlot = (read: Read): Plots => {
  const [glow, letters, popup] = [read('glow'), read('letters'), read('popup')]
  const bars = [
    ...(glow === null ? [] : [bar('Porchlight: click → badge', glow.badge, 40)]),
    ...(letters === null ? [] : [bar('Porchlight: letter → partner', letters.letter, 300)]),
    ...(popup === null ? [] : [bar('Porchlight: popup → first paint', popup.paint, 100)]),
  ].map((one) => ({ ...one, name: one.name.replace('Porchlight: ', '') }))
  if (bars.length === 0) return []
  return [['waits', barsAsSvg({ title: 'What a person waits for: median, least and most', unit: 'ms', bars })]]
}

const sizesPlot = (read: Read): Plots => {
  const sizes = read('sizes')
  if (sizes === null) return []
  const one = (name: string, kB: number, target: number): Bar => ({
    name,
    value: kB,
    least: kB,
    most: kB,
    isOurs: true,
    target,
  })
  const bars = [one('background', sizes.background.kB, 90), one('popup', sizes.popup.kB, 20)]
  return [['sizes', barsAsSvg({ title: 'JavaScript a browser loads, gzipped', unit: 'kB', bars })]]
}

const bar = (name: string, { median, least, most }: Summary, target?: number): Bar => ({
  name,
  value: median,
  least,
  most,
  isOurs: isOurs(name),
  ...(target === undefined || !isOurs(name) ? {} : { target }),
})
