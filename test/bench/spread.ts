/** A handful of measurements as one line: median, 95th percentile, least and most. */
export function spread(values: readonly number[], unit: string): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  const shown = (value: number): string => value.toFixed(value < 10 ? 1 : 0)
  const [p50, p95, least, most] = [at(0.5), at(0.95), at(0), at(1)].map(shown)
  return `p50 ${p50} ${unit}, p95 ${p95} ${unit} (${least} … ${most}, n = ${sorted.length})`
}

export const report = (what: string, figure: string): void => void process.stdout.write(`  ${what}: ${figure}\n`)
