import { readFileSync } from "node:fs";
import type { Finding, TensorInfo, Verdict } from "../../../../src/core/model/inspection.ts";
import type { Reading } from "../../../../src/inspect/contract/format.ts";
import {
  ByteCursor,
  memorySupply,
  type ByteSupply,
} from "../../../../src/inspect/encodings/byte-cursor.ts";
import { describePickles } from "../../../../src/inspect/encodings/pickle/describe.ts";
import { readPickles } from "../../../../src/inspect/encodings/pickle/read-pickles.ts";
import {
  defaultLimits,
  PickleScan,
  type PickleLimits,
} from "../../../../src/inspect/encodings/pickle/scan.ts";
import type { Value } from "../../../../src/inspect/encodings/pickle/value.ts";

export interface Scanned {
  readonly description: Reading["description"];
  readonly tensors: readonly TensorInfo[];
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly imports: readonly string[];
  readonly codes: readonly string[];
  readonly values: readonly Value[];
}

/** Scans a bare pickle: its description and its effects. */
export async function scanBytes(
  bytes: Uint8Array,
  limits: Partial<PickleLimits> = {},
  supply: ByteSupply = memorySupply(bytes),
): Promise<Scanned> {
  const scan = new PickleScan(new AbortController().signal, { ...defaultLimits, ...limits });
  const sequence = await readPickles(new ByteCursor(supply), scan, {
    persistentIds: false,
    depth: 0,
  });
  const { description, findings = [], tensors = [] } = describePickles(scan, sequence);
  return {
    description,
    tensors,
    findings,
    verdict: description.verdict,
    imports: description.imports ?? [],
    codes: findings.map(({ code }) => code),
    values: sequence.values,
  };
}

/** Bytes that come a few at a time. */
export function inPieces(bytes: Uint8Array, size: number): ByteSupply {
  let at = 0;
  const pass = (count: number): Uint8Array => {
    const passed = bytes.subarray(at, at + count);
    at += passed.length;
    return passed;
  };
  return {
    next: () => Promise.resolve(pass(size)),
    skip: (count) => Promise.resolve(pass(count).length),
  };
}

/** The bytes of test/fixtures/pickles/`name`, written by make_pickle_corpus.py. */
export function pickleFixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../../fixtures/pickles/${name}`, import.meta.url));
}
