/** The bus of one process. Notes arrive in a later turn of the event loop, as they would from another machine. */
import type { Bus, BusMember, Note, Topic } from './bus.ts'

interface Member {
  hear: (topic: Topic, note: Note) => void
  topics: Set<Topic>
}

export const createMemoryBus = (): Bus => {
  const members = new Set<Member>()

  const attach = (hear: Member['hear']): BusMember => {
    const self: Member = { hear, topics: new Set() }
    members.add(self)
    return {
      join: (topic) => void self.topics.add(topic),
      leave: (topic) => void self.topics.delete(topic),
      publish: (topic, note) => {
        for (const member of members) {
          if (member === self || !member.topics.has(topic)) continue
          setImmediate(() => {
            if (member.topics.has(topic)) member.hear(topic, note)
          })
        }
      },
      detach: () => {
        members.delete(self)
        self.topics.clear()
      },
    }
  }

  return {
    attach,
    close: async () => members.clear(),
  }
}
