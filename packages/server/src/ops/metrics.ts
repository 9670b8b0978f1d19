/** What Prometheus may know: counts and times, no ids. Served on a port of its own (`METRICS_PORT`), loopback by default. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface HubMetrics {
  committed(updates: number, seconds: number): void
  folded(rows: number, poisonous: number): void
  malformed(): void
}

export interface Metrics extends HubMetrics {
  closed(code: number): void
  request(route: string, status: number, seconds: number): void
  watch(counts: () => { sockets: number; rooms: number; logBytes: number }): void
  render(): Promise<{ contentType: string; body: string }>
}

export const createMetrics = (): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  // Counted as plain numbers, because a commit happens thousands of times a second; read when somebody asks.
  const commits = { updates: 0, count: 0, seconds: 0 }
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
  counter('porchlight_updates_total', 'Updates on stable storage.', () => commits.updates)
  counter('porchlight_commits_total', 'Group commits.', () => commits.count)
  counter('porchlight_commit_seconds_total', 'Time spent in group commits.', () => commits.seconds)
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
  const closes = new Counter({
    name: 'porchlight_closes_total',
    help: 'Sockets closed.',
    labelNames: ['code'],
    registers,
  })
  const requests = new Histogram({
    name: 'porchlight_request_seconds',
    help: 'HTTP requests, long polls included.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers,
  })

  return {
    committed: (updates, seconds) => {
      commits.updates += updates
      commits.count++
      commits.seconds += seconds
    },
    folded: (rows, poisonous) => {
      folds.inc()
      foldedRows.inc(rows)
      quarantined.inc(poisonous)
    },
    malformed: () => malformed.inc(),
    closed: (code) => closes.inc({ code }),
    request: (route, status, seconds) => requests.observe({ route, status }, seconds),
    watch: (counts) => {
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
      gauge('porchlight_sockets', 'Open sockets.', () => counts().sockets)
      gauge('porchlight_rooms', 'Live rooms.', () => counts().rooms)
      gauge('porchlight_log_bytes', 'Bytes of updates not folded yet.', () => counts().logBytes)
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  }
}
