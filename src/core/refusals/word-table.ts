import type { GateCheck } from "../model/policy/gate-check.ts";

type Detail = string | number | boolean | readonly string[] | readonly GateCheck[];

/** Facts about a refusal for programs. */
export type Details = Readonly<Record<string, Detail>>;

/** Words for a refusal with the data `D`. */
export interface Words<D> {
  /** The failure and its reason: one sentence with its full stop. */
  readonly message: (data: D) => string;
  /** The remedy in whole sentences; absent where each front end has its own. */
  readonly remedy?: (data: D) => string;
  /** Documented details, part of the CLI's JSON. */
  readonly details?: (data: D) => Details;
}

/** Words for each reason of a table of refusals. */
export type WordTable<T> = { readonly [R in keyof T]: Words<T[R]> };
