/** The bus of one process. Notes arrive in a later turn of the event loop, as they would from another machine. */
import type { Bus, BusMember, Note, Topic } from './bus.ts'

interface Member {
  hear: (topic: Topic, note: Note) => void
  topics: Set<Topic>
}

export function createMemoryBus(): Bus {
  const membersByTopic = new Map<Topic, Set<Member>>()

  const attach = (hear: Member['hear']): BusMember => {
    const self: Member = { hear, topics: new Set() }
    const leave = (topic: Topic): void => {
      self.topics.delete(topic)
      const members = membersByTopic.get(topic)
      members?.delete(self)
      if (members?.size === 0) membersByTopic.delete(topic)
    }
    return {
      join: (topic) => {
        self.topics.add(topic)
        const members = membersByTopic.get(topic)
        if (members === undefined) membersByTopic.set(topic, new Set([self]))
        else members.add(self)
      },
      leave,
      publish: (topic, note) => {
        for (const member of membersByTopic.get(topic) ?? []) {
          if (member === self) continue
          setImmediate(() => {
            if (member.topics.has(topic)) member.hear(topic, note)
          })
        }
      },
      detach: () => {
        for (const topic of self.topics) leave(topic)
      },
    }
  }

  return {
    attach,
    close: async () => membersByTopic.clear(),
  }
}
