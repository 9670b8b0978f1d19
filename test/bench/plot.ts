/** Bars lying on their side, as SVG that reads well on light and dark pages: no script, no font of its own. */

export interface Bar {
  name: string
  value: number
  least: number
  most: number
  isOurs: boolean
}

export interface Plot {
  title: string
  /** Of the values, behind each. */
  unit: string
  bars: readonly Bar[]
}

const width = 720
const left = 250
const right = 130
const top = 46
const step = 30
const barHeight = 18

/** Each bar is a median; the thin line on it goes from the least to the most of the runs. */
export const barsAsSvg = ({ title, unit, bars }: Plot): string => {
  const height = top + bars.length * step + 10
  const longest = Math.max(...bars.map(({ most }) => most))
  const at = (value: number): number => Number((left + (value / longest) * (width - left - right)).toFixed(1))
  const rows = bars.map(({ name, value, least, most, isOurs }, place) => {
    const y = top + place * step
    const middle = y + barHeight / 2
    return `  <g class="${isOurs ? 'ours' : 'other'}">
    <text class="name" x="${left - 10}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>
    <rect x="${left}" y="${y}" width="${Number((at(value) - left).toFixed(1))}" height="${barHeight}" rx="3"/>
    <path d="M${at(least)} ${middle}H${at(most)}M${at(least)} ${middle - 4}v8M${at(most)} ${middle - 4}v8"/>
    <text x="${Math.max(at(most), at(value)) + 8}" y="${middle + 4}">${shortly(value)} ${escaped(unit)}</text>
  </g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
  <title>${escaped(title)}</title>
  <style>
    text { font: 13px system-ui, sans-serif; fill: #3d3833 }
    .title { font-size: 15px; font-weight: 600 }
    rect { fill: #b9b0a6 }
    .ours rect { fill: #c9791f }
    .ours .name { font-weight: 600 }
    path { stroke: #3d3833; stroke-width: 1.2; fill: none }
    @media (prefers-color-scheme: dark) {
      text { fill: #e8e2da }
      rect { fill: #6d665e }
      .ours rect { fill: #e09a45 }
      path { stroke: #e8e2da }
    }
  </style>
  <text class="title" x="10" y="24">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`
}

const shortly = (value: number): string => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en'))

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
