/** A link as a QR picture: dark on light in both themes, or some cameras do not read it. */

import { useMemo } from 'preact/hooks'
import { encode } from 'uqr'

export function QrPicture({ text, title }: { text: string; title: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { border: 4 })
    const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
    return { size, path }
  }, [text])
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={title} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fffdf8" />
      <path d={path} fill="#2b2a33" />
    </svg>
  )
}
