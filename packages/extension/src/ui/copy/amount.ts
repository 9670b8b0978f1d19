/** So many of something, in words of the language: `Intl` knows each one's plurals. */

export function amountIn(many: number, unit: 'minute' | 'hour' | 'week', locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(many)
}
