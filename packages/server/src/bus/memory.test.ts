import { describeBus } from './bus.contract.ts'
import { createMemoryBus } from './memory.ts'

describeBus(
  'memory',
  async () => {
    const bus = createMemoryBus()
    return { here: bus, there: bus }
  },
  { carriesBytes: true },
)
