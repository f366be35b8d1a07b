import type { Connection, ConnectTarget } from "../../dialect.ts";
import type { Relay } from "../../relay.ts";
import type { Over } from "./over.ts";

/** What the driver gives for a statement. */
export interface DriverResult extends ReadonlyArray<Readonly<Record<string, unknown>>> {
  readonly count: number | null;
  readonly command: string;
}

/** One session of the driver: statements are sent at once and answered in order. */
export interface DriverSession {
  readonly label: string;
  readonly client: unknown;
  /** The same, whose statements go by way of a relay. */
  readonly relayed: (relay: Relay) => unknown;
  /** True from `begin` until the end of the transaction. */
  inTransaction: boolean;
  /** True when one server process serves this client alone until the end: what a session keeps is ours then. */
  readonly pinned: boolean;
  /** True when we have opened it, so that it may keep settings of ours. */
  readonly own: boolean;
  /** The settings under which we work: of the session when it is our own, else of each transaction. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** True when nothing may be written. */
  readonly readOnly: boolean;
  /** What it was opened for. */
  readonly target: ConnectTarget;
  /** The server process, where it stays the same. */
  readonly pid: number;
  /** True while our own look at the catalogue is sent, which nobody else sees the rows of. */
  looking: boolean;
  readonly over: Over;
  /** Opens another session with the same database; null where none can be had. */
  readonly openAnother: (() => Promise<Connection>) | null;
  /** Text alone; it may hold several statements. */
  send(sql: string): Promise<DriverResult>;
  /** With parameters, whose types the server is asked for. */
  sendWith(sql: string, params: readonly unknown[]): Promise<DriverResult>;
  /** `broken`: it has failed before `lost` could tell, and must not be used any more. */
  end(broken: boolean): Promise<void>;
}
