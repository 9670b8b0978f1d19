/** The tables of `docs/`, each of what one scenario kept. */

import { shown, type Summary, withSpread } from './figures.ts'
import type { Kept } from './kept.ts'
import { counted } from './plot-style.ts'

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const countedWithSpread = ({ median, least, most }: Summary): string =>
  least === most ? counted(median) : `${counted(median)} (${counted(least)} … ${counted(most)})`

const idleTable = ({ counts, subjects }: Kept['idle']): string =>
  table(
    ['', ...counts.map((count) => `KiB each at ${counted(count)}`), '× raw', 'CPU while idle, % of a core'],
    subjects.map(({ name, perConnection, ratios, idleCpuPercent }) => [
      name,
      ...perConnection.map(withSpread),
      shown(ratios.at(-1) ?? Number.NaN),
      shown(idleCpuPercent.median),
    ]),
  )

export const tables: { [Scenario in keyof Kept]: (kept: Kept[Scenario]) => string } = {
  relay: ({ loads, rounds }) =>
    Object.entries(loads)
      .map(
        ([load, all]) =>
          `**${load}**, ${rounds} runs:\n\n` +
          table(
            [
              '',
              'CPU µs/update',
              'put off, µs',
              'updates/s',
              'latency p50 · p95, ms',
              'CPU, × raw + commit',
              'CPU, × ours',
              'throughput of ours over it',
              'core busy, server · load, %',
            ],
            all.map((run) => [
              run.name,
              withSpread(run.cpu),
              shown(run.after.median),
              withSpread(run.perSecond),
              `${shown(run.latency.median)} · ${shown(run.latency.p95)}`,
              withSpread(run.ratio),
              shown(run.overOurs.median),
              withSpread(run.oursFaster),
              `${counted(run.serverBusy.median)} · ${counted(run.loadBusy.median)}`,
            ]),
          ),
      )
      .join('\n\n'),
  provider: ({ subjects }) =>
    table(
      ['', 'through', 'latency p50 · p95, ms', 'CPU µs/letter', 'letters, all arrived'],
      subjects.map(({ name, through, latency, cpu }) => [
        name,
        through,
        `${shown(latency.median)} · ${shown(latency.p95)}`,
        withSpread(cpu),
        counted(latency.n),
      ]),
    ),
  idle: (kept) => idleTable(kept),
  crowd: (kept) => idleTable(kept),
  open: ({ rooms, subjects }) =>
    table(
      ['', 'CPU ms/room', 'from ticket to answer, ms', `first answer complete, of ${rooms}`, 'bytes'],
      subjects.map(({ name, cpuMs, wallMs, complete, bytes }) => [
        name,
        withSpread(cpuMs),
        `${shown(wallMs.median)}, p95 ${shown(wallMs.p95)}`,
        `${counted(complete.least)} … ${counted(complete.most)}`,
        counted(bytes),
      ]),
    ),
  storm: ({ clients, rooms, limitSeconds, subjects }) =>
    `${counted(clients)} sockets, ${counted(rooms)} rooms; whoever was not back after ${limitSeconds} s is counted as not synced.\n\n${table(
      [
        '',
        'all synced, s after it listens',
        's after the kill',
        'half of them, s',
        'not synced',
        'processor time of the server, s',
        'of the load, s',
        'errors',
        'empty first answers',
        'resident before, MiB',
        'peak over it',
      ],
      subjects.map((storm) => [
        storm.name,
        withSpread(storm.seconds),
        withSpread(storm.fromKill),
        shown(storm.halfSeconds.median),
        countedWithSpread(storm.notSynced),
        withSpread(storm.cpuSeconds),
        withSpread(storm.loadCpuSeconds),
        countedWithSpread(storm.errors),
        countedWithSpread(storm.emptyAnswers),
        shown(storm.idleMiB.median),
        withSpread(storm.peakOverIdle),
      ]),
    )}\n\nWhat the kernel counted meanwhile, of the whole machine:\n\n${table(
      ['', 'no place to wait for acceptance', 'sent again', 'resets by a program, server or load', 'errors, by kind'],
      subjects.map(({ name, kernel, errorKinds }) => [
        name,
        countedWithSpread(kernel.ListenOverflows),
        countedWithSpread(kernel.TCPTimeouts),
        `${countedWithSpread(kernel.TCPAbortOnClose)}; ${countedWithSpread(kernel.TCPAbortOnData)}`,
        kindsInWords(errorKinds),
      ]),
    )}`,
  scale: ({ updates, subjects }) =>
    `${counted(updates)} updates a run; processor time for each, µs.\n\n${table(
      [
        '',
        ...(subjects[0]?.sizes ?? []).map(({ rooms }) => `${counted(rooms)} rooms`),
        'most over fewest rooms',
        '… over that of raw + commit',
        'put off among the most, µs',
        'resident then, MiB',
      ],
      subjects.map(({ name, sizes, flatness, overLimit }) => [
        name,
        ...sizes.map(({ cpu }) => withSpread(cpu)),
        shown(flatness),
        shown(overLimit),
        shown(sizes.at(-1)?.after.median ?? Number.NaN),
        counted(sizes.at(-1)?.residentMiB ?? Number.NaN),
      ]),
    )}`,
  glow: ({ badge }) => person('click on *Thinking of you* → partner’s badge', badge),
  letters: ({ letter, withoutCaret }) =>
    `${person('letter typed → seen in the partner’s editor', letter)}\n\nTimes the text moved while its caret was missing: ${withoutCaret}.`,
  popup: ({ paint }) => person('popup: open → first contentful paint, warm worker', paint),
  sizes: (sizes) =>
    table(
      ['JavaScript', 'kB, gzip', 'files'],
      Object.entries(sizes).map(([name, { kB, files }]) => [name, shown(kB), String(files)]),
    ),
  year: (year) =>
    table(
      ['inner document', ''],
      [
        ['after a year without housekeeping, kB', shown(year.withoutKB)],
        ['the largest in ten years with it, kB', shown(year.peakKB)],
        ['at their end, kB', shown(year.endKB)],
        ['made anew in ten years, times', String(year.freshDocuments)],
        ['opening the largest, ms', withSpread(year.openings)],
      ],
    ),
}

const person = (what: string, { median, p95, least, most, n }: Summary): string =>
  table(
    ['what', 'median, ms', 'p95, ms', 'spread', 'n'],
    [[what, shown(median), shown(p95), `${shown(least)} … ${shown(most)}`, String(n)]],
  )

/** Of all rounds together. */
const kindsInWords = (rounds: readonly Record<string, number>[]): string => {
  const sum = new Map<string, number>()
  for (const [kind, count] of rounds.flatMap((kinds) => Object.entries(kinds)))
    sum.set(kind, (sum.get(kind) ?? 0) + count)
  return [...sum].map(([kind, count]) => `${counted(count)} × ${kind}`).join(', ') || 'none'
}
