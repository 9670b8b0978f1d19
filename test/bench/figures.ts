/** A handful of measurements, boiled down. */

export interface Summary {
  median: number
  p95: number
  least: number
  most: number
  n: number
}

export const summarize = (values: readonly number[]): Summary => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { median: at(0.5), p95: at(0.95), least: at(0), most: at(1), n: sorted.length }
}

export const medianOf = (values: readonly number[]): number => summarize(values).median

/** Three figures of each number, as many as these machines deserve. */
export const shown = (value: number): string =>
  Math.abs(value) >= 1_000
    ? Math.round(value).toLocaleString('en')
    : value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0)

export const withSpread = ({ median, least, most }: Summary): string =>
  `${shown(median)} (${shown(least)} … ${shown(most)})`

export const report = (what: string, figure: string): void => void process.stdout.write(`  ${what}: ${figure}\n`)
