/** What Prometheus may know: counts and times, no ids. Served on a port of its own (`METRICS_PORT`), loopback by default.
 *  What each means and when to worry stands in `docs/operating.md`. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface HubMetrics {
  /** A group commit. `relaySeconds`: from the arrival of its first update until the last was handed to the other sockets. */
  committed(updates: number, commitSeconds: number, relaySeconds: number): void
  commitFailed(): void
  folded(rows: number, poisonous: number): void
  malformed(): void
  presenceDropped(): void
}

/** Where somebody was turned away: a call, an upgrade request, or a socket that was open. */
export type RefusalPlace = 'http' | 'upgrade' | 'socket'

export interface Metrics extends HubMetrics {
  /** A frame of any kind came. */
  frame(): void
  /** A socket was greeted so long after its upgrade request. */
  opened(seconds: number): void
  /** `reason`: a word of `errors.ts`. */
  refused(place: RefusalPlace, reason: string): void
  closed(code: number): void
  request(route: string, status: number, seconds: number): void
  watch(counts: () => Counts): void
  render(): Promise<{ contentType: string; body: string }>
}

export interface Counts {
  sockets: number
  rooms: number
  logBytes: number
  /** Bytes handed to sockets that the network has not taken yet: all together, and of the slowest. */
  unsentBytes: number
  mostUnsentBytes: number
}

const fastBuckets = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2]
const callBuckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, read: () => number): void => {
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
  // Counted as plain numbers, because they rise thousands of times a second; read when somebody asks.
  const fast = { updates: 0, frames: 0 }
  const counter = (name: string, help: string, read: () => number): void => {
    void new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }
  counter('porchlight_updates_total', 'Updates on stable storage.', () => fast.updates)
  counter('porchlight_frames_total', 'Frames looked at, of any kind.', () => fast.frames)
  const commits = new Histogram({
    name: 'porchlight_commit_seconds',
    help: 'Group commits: the time the store took.',
    buckets: fastBuckets,
    registers,
  })
  const relays = new Histogram({
    name: 'porchlight_relay_seconds',
    help: 'Group commits: from the arrival of the first update until the last was handed to the other sockets.',
    buckets: fastBuckets,
    registers,
  })
  const failures = new Counter({
    name: 'porchlight_commit_failures_total',
    help: 'Updates that could not be stored; their senders were closed 1013.',
    registers,
  })
  let isFailing = false
  gauge('porchlight_commit_failing', '1 from a failed commit of updates until the next that succeeds.', () =>
    Number(isFailing),
  )
  const folds = new Counter({ name: 'porchlight_folds_total', help: 'Rooms folded into their base.', registers })
  const foldedRows = new Counter({ name: 'porchlight_folded_rows_total', help: 'Rows folded.', registers })
  const quarantined = new Counter({
    name: 'porchlight_quarantined_rows_total',
    help: 'Rows put aside because no document can take them.',
    registers,
  })
  const malformed = new Counter({
    name: 'porchlight_malformed_frames_total',
    help: 'Frames that closed their socket.',
    registers,
  })
  const presenceDropped = new Counter({
    name: 'porchlight_presence_dropped_total',
    help: 'Presence frames over the rate of a socket, dropped silently.',
    registers,
  })
  const opens = new Histogram({
    name: 'porchlight_open_seconds',
    help: 'Sockets: from the upgrade request until the room was loaded and the client greeted.',
    buckets: callBuckets,
    registers,
  })
  const refusals = new Counter({
    name: 'porchlight_refusals_total',
    help: 'Calls, upgrade requests and sockets turned away, by the word of the reason.',
    labelNames: ['at', 'reason'],
    registers,
  })
  const closes = new Counter({
    name: 'porchlight_closes_total',
    help: 'Sockets closed, by the code that came back.',
    labelNames: ['code'],
    registers,
  })
  const requests = new Histogram({
    name: 'porchlight_request_seconds',
    help: 'HTTP requests, long polls included.',
    labelNames: ['route', 'status'],
    buckets: callBuckets,
    registers,
  })

  return {
    committed: (count, commitSeconds, relaySeconds) => {
      fast.updates += count
      isFailing = false
      commits.observe(commitSeconds)
      relays.observe(relaySeconds)
    },
    commitFailed: () => {
      isFailing = true
      failures.inc()
    },
    folded: (rows, poisonous) => {
      folds.inc()
      foldedRows.inc(rows)
      quarantined.inc(poisonous)
    },
    malformed: () => malformed.inc(),
    presenceDropped: () => presenceDropped.inc(),
    frame: () => fast.frames++,
    opened: (seconds) => opens.observe(seconds),
    refused: (at, reason) => refusals.inc({ at, reason }),
    closed: (code) => closes.inc({ code }),
    request: (route, status, seconds) => requests.observe({ route, status }, seconds),
    watch: (counts) => {
      gauge('porchlight_sockets', 'Open sockets.', () => counts().sockets)
      gauge('porchlight_rooms', 'Live rooms.', () => counts().rooms)
      gauge('porchlight_log_bytes', 'Bytes of updates not folded yet.', () => counts().logBytes)
      gauge('porchlight_unsent_bytes', 'Bytes the network has not taken yet, all sockets.', () => counts().unsentBytes)
      gauge('porchlight_most_unsent_bytes', 'The same, of the slowest socket.', () => counts().mostUnsentBytes)
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  }
}
