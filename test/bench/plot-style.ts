/** What all plots share: colours that read well on light and dark pages, no script, no font of its own. */

export const width = 720

/** `body` is SVG; its classes are those of the style below. */
export const svgOf = (title: string, height: number, body: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
  <title>${escaped(title)}</title>
  <style>
    text { font: 13px system-ui, sans-serif; fill: #3d3833 }
    .title { font-size: 15px; font-weight: 600 }
    .quiet { fill: #766e66 }
    rect { fill: #b9b0a6 }
    .ours rect, .ours circle { fill: #c9791f }
    .ours .name { font-weight: 600 }
    path { stroke: #3d3833; stroke-width: 1.2; fill: none }
    circle { fill: #8d847a }
    .line { stroke: #8d847a; stroke-width: 1.6 }
    .ours .line { stroke: #c9791f; stroke-width: 2.4 }
    .grid { stroke: #d9d2ca; stroke-width: 1 }
    .target { stroke-width: 2; stroke-dasharray: 4 2 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e8e2da }
      .quiet { fill: #a39b92 }
      rect { fill: #6d665e }
      .ours rect, .ours circle { fill: #e09a45 }
      path { stroke: #e8e2da }
      circle { fill: #948b81 }
      .line { stroke: #948b81 }
      .ours .line { stroke: #e09a45 }
      .grid { stroke: #4a453f }
    }
  </style>
  <text class="title" x="10" y="24">${escaped(title)}</text>
${body.join('\n')}
</svg>
`

export const shortly = (value: number): string => (value < 10 ? value.toFixed(1) : counted(value))

export const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** A whole number, as people write it. */
export const counted = (value: number): string => Math.round(value).toLocaleString('en')

/** A place in the picture. */
export const at = (value: number): number => Number(value.toFixed(1))
