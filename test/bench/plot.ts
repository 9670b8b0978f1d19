/** Bars lying on their side. */

import { at, escaped, shortly, svgOf, width } from './plot-style.ts'

export interface Bar {
  name: string
  value: number
  least: number
  most: number
  isOurs: boolean
  /** Where this one should end at most. */
  target?: number
}

export interface Plot {
  title: string
  /** Of the values, behind each. */
  unit: string
  bars: readonly Bar[]
}

const left = 262
const right = 130
const top = 46
const step = 30
const barHeight = 18
const labelWidth = 64

/** Each bar is a median; the thin line on it goes from the least to the most of the runs, the dashed one stands at the target. */
export const barsAsSvg = ({ title, unit, bars }: Plot): string => {
  const longest = Math.max(...bars.flatMap(({ most, target = 0 }) => [most, target]))
  const x = (value: number): number => at(left + (value / longest) * (width - left - right))
  const rows = bars.map(({ name, value, least, most, isOurs, target }, place) => {
    const y = top + place * step
    const middle = y + barHeight / 2
    const end = Math.max(x(most), x(value)) + 8
    // The figure stands behind its bar, unless the target does.
    const label = target !== undefined && x(target) > end - 12 && x(target) < end + labelWidth ? x(target) + 8 : end
    const mark = target === undefined ? '' : `\n    <path class="target" d="M${x(target)} ${y - 4}v${barHeight + 8}"/>`
    return `  <g class="${isOurs ? 'ours' : 'other'}">
    <text class="name" x="${left - 10}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>
    <rect x="${left}" y="${y}" width="${at(x(value) - left)}" height="${barHeight}" rx="3"/>
    <path d="M${x(least)} ${middle}H${x(most)}M${x(least)} ${middle - 4}v8M${x(most)} ${middle - 4}v8"/>${mark}
    <text x="${at(label)}" y="${middle + 4}">${shortly(value)} ${escaped(unit)}</text>
  </g>`
  })
  const hasTarget = bars.some(({ target }) => target !== undefined)
  const foot = top + bars.length * step
  return svgOf(title, foot + (hasTarget ? 26 : 10), [
    ...rows,
    ...(hasTarget
      ? [
          `  <path class="target" d="M${left} ${foot + 8}h20"/>`,
          `  <text class="quiet" x="${left + 28}" y="${foot + 12}">the target: at most this</text>`,
        ]
      : []),
  ])
}
