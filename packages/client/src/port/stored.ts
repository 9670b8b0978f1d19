/** One value a device keeps beside its records: choices and counts, with a default for what was never chosen. */
export interface Stored<T> {
  read(): Promise<T>
  /** Atomic within this process: changes run one after the other. */
  update(change: (value: T) => T): Promise<T>
}
