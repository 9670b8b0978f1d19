import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createTwoPartners, day, deviceIds, deviceNames } from '../../../../test/support/two-partners.ts'
import { factsOf } from './facts.ts'
import { freshDocument, startedAt } from './fresh-document.ts'

const porchAfterAMonth = () => {
  const porch = createTwoPartners({ seed: 4 })
  porch.agree()
  for (let date = 0; date < 30; date += 1) {
    for (const name of deviceNames) porch.restart(name)
    porch.does('a1', { kind: 'send-signal', signal: 'glow' })
    porch.does('b2', { kind: 'send-note', text: `Day ${date}.` })
    porch.does(date % 2 === 0 ? 'a2' : 'b1', { kind: 'pass', turn: porch.turn() })
    porch.wait(day)
  }
  porch.does('b1', { kind: 'pause', note: 'away' })
  return porch
}

describe('a fresh document', () => {
  it('DOC-4 says exactly what the old one said, in a fraction of it', () => {
    const porch = porchAfterAMonth()
    const old = porch.doc('a1')
    const fresh = freshDocument(old, porch.now('a1'))
    if (fresh === undefined) throw new Error('refused')
    expect(factsOf(fresh, porch.roster())).toEqual(factsOf(old, porch.roster()))
    expect(startedAt(fresh)).toBe(porch.now('a1'))
    expect(startedAt(old)).toBeUndefined()
    expect(Y.encodeStateAsUpdateV2(fresh).length).toBeLessThan(Y.encodeStateAsUpdateV2(old).length / 2)
  })

  it('DOC keeps keys, fields and marks it does not know, and plain values of every root', () => {
    const porch = createTwoPartners({ devices: ['a1', 'b1'] })
    const old = porch.doc('a1')
    old.getMap('r').set(deviceIds.a1, { p: 1, r: 1, later: { x: [1, 2] } })
    old.getMap('rituals').set('id', { title: 'Tea' })
    old.getMap('asks').set(`q/${deviceIds.a1}`, { ready: true })
    old.getMap('terms').set('unheardOf', 7)
    const paragraph = new Y.XmlElement('paragraph')
    const text = new Y.XmlText()
    text.applyDelta([{ insert: 'ours', attributes: { bold: {}, author: { by: 'a' } } }, { insert: ' and' }])
    paragraph.insert(0, [text])
    old.getXmlFragment('draft').insert(0, [paragraph])
    const fresh = freshDocument(old, 1)
    expect(fresh?.getMap('r').toJSON()).toEqual(old.getMap('r').toJSON())
    expect(fresh?.getMap('rituals').toJSON()).toEqual({ id: { title: 'Tea' } })
    expect(fresh?.getMap('asks').size).toBe(1)
    expect(fresh?.getMap('terms').get('unheardOf')).toBe(7)
    expect(fresh?.getXmlFragment('draft').toJSON()).toBe(old.getXmlFragment('draft').toJSON())
  })

  it('DOC is not made by a program that would leave something behind', () => {
    const newer = createTwoPartners({ devices: ['a1'] }).doc('a1')
    newer.getMap('meta').set('v', 2)
    expect(freshDocument(newer, 1)).toBeUndefined()
    const other = createTwoPartners({ devices: ['a1'] }).doc('a1')
    other.getArray('letters').push(['x'])
    expect(freshDocument(other, 1)).toBeUndefined()
    other.getArray('letters').delete(0, 1)
    expect(freshDocument(other, 1)).toBeDefined()
  })
})
