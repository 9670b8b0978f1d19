import { expect, test } from 'vitest'
import { amountIn } from './amount.ts'

test.each([
  ['en', ['1 week', '2 weeks', '11 weeks']],
  ['de', ['1 Woche', '2 Wochen', '11 Wochen']],
  ['es', ['1 semana', '2 semanas', '11 semanas']],
  ['fr', ['1 semaine', '2 semaines', '11 semaines']],
  ['ar', ['أسبوع', 'أسبوعان', '11 أسبوعًا']],
])('FACE-6 amounts have the plurals of %s', (locale, words) => {
  expect([1, 2, 11].map((many) => amountIn(many, 'week', locale).replaceAll('\u00A0', ' '))).toEqual(words)
})
