/** Lines over a few steps, each step as far from the next. Heights are logarithmic: what grows as much, relatively, rises as steeply. */

import { at, counted, escaped, shortly, svgOf, width } from './plot-style.ts'

export interface Line {
  name: string
  /** One for each step. */
  points: readonly { value: number; least: number; most: number }[]
  isOurs: boolean
}

export interface LinesPlot {
  title: string
  unit: string
  steps: readonly string[]
  /** What the steps count. */
  stepsName: string
  lines: readonly Line[]
}

const left = 62
const right = 268
const top = 50
const plotHeight = 230
const labelStep = 17

/** Each point is a median, the thin line through it goes from the least to the most of the runs. Names stand where lines end. */
export const linesAsSvg = ({ title, unit, steps, stepsName, lines }: LinesPlot): string => {
  const foot = top + plotHeight
  const all = lines.flatMap(({ points }) => points)
  const ticks = ticksBetween(Math.min(...all.map(({ least }) => least)), Math.max(...all.map(({ most }) => most)))
  const [lowest = 1, highest = 10] = [ticks[0], ticks.at(-1)]
  const x = (step: number): number => at(left + 24 + (step / (steps.length - 1)) * (width - left - right - 48))
  const y = (value: number): number => at(foot - (Math.log(value / lowest) / Math.log(highest / lowest)) * plotHeight)
  const grid = ticks.map(
    (tick) =>
      `  <path class="grid" d="M${left} ${y(tick)}H${width - right}"/>\n` +
      `  <text class="quiet" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick < 1 ? tick : counted(tick)}</text>`,
  )
  const labelY = apart(lines.map(({ points }) => y(points.at(-1)?.value ?? 0)))
  const drawn = lines.map(({ name, points, isOurs }, place) => {
    const path = points.map(({ value }, step) => `${x(step)} ${y(value)}`).join('L')
    const spreads = points.map(({ least, most }, step) => `M${x(step)} ${y(least)}V${y(most)}`).join('')
    const dots = points.map(({ value }, step) => `<circle cx="${x(step)}" cy="${y(value)}" r="3.5"/>`).join('')
    const label = `${name} ${shortly(points.at(-1)?.value ?? 0)}`
    return `  <g class="${isOurs ? 'ours' : 'other'}">
    <path d="${spreads}"/>
    <path class="line" d="M${path}"/>
    ${dots}
    <text class="name" x="${width - right + 6}" y="${at((labelY[place] ?? 0) + 4)}">${escaped(label)}</text>
  </g>`
  })
  const names = steps.map(
    (step, place) =>
      `  <text class="quiet" x="${x(place)}" y="${foot + 20}" text-anchor="middle">${escaped(step)}</text>`,
  )
  return svgOf(title, foot + 48, [
    ...grid,
    ...drawn,
    ...names,
    `  <text class="quiet" x="${at((left + width - right) / 2)}" y="${foot + 40}" text-anchor="middle">${escaped(stepsName)}</text>`,
    `  <text class="quiet" x="${left - 8}" y="${top - 12}" text-anchor="end">${escaped(unit)}</text>`,
  ])
}

/** 1, 2, 5, 10, 20 … from below the least to above the most. */
const ticksBetween = (least: number, most: number): number[] => {
  const all = Array.from({ length: 24 }, (_, place) => ([1, 2, 5][place % 3] ?? 1) * 10 ** (Math.floor(place / 3) - 1))
  const from = all.findLastIndex((tick) => tick <= least)
  return all.slice(Math.max(0, from), all.findIndex((tick) => tick >= most) + 1)
}

/** The same heights, moved so that no label stands on another. */
const apart = (heights: readonly number[]): number[] => {
  const moved = [...heights]
  const order = heights.map((_, place) => place).toSorted((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))
  for (const [rank, place] of order.entries()) {
    const above = rank === 0 ? Number.NEGATIVE_INFINITY : (moved[order[rank - 1] ?? 0] ?? 0)
    moved[place] = Math.max(heights[place] ?? 0, above + labelStep)
  }
  return moved
}
