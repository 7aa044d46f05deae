import fc from "fast-check";
import { expect, test } from "vitest";
import type { Stamped } from "../../../../src/core/events/event.ts";
import { ModelName } from "../../../../src/core/model/ids.ts";
import { TagKey, type TagSet } from "../../../../src/core/model/markings.ts";
import type { RedactedField } from "../../../../src/core/redaction/redaction-events.ts";
import {
  chainStart,
  encodeLedgerLine,
  hasRightSum,
  lineHash,
  parseLedgerLine,
} from "../../../../src/storage/ledger/ledger-line.ts";
import { redactLine } from "../../../../src/storage/ledger/redact-line.ts";
import { eventId, stamp } from "../../support/events.ts";

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
const part = fc.tuple(fc.nat(70), fc.nat(70));
const field = fc.record(
  {
    path: fc.constantFrom(["data", "value"], ["data", "previous"], ["actor", "email"]),
    parts: fc.array(part, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ["path"] },
);

test("a redacted line keeps its length and its hash, in whatever order it was redacted", () => {
  fc.assert(
    fc.property(
      text,
      text,
      text,
      fc.array(field, { maxLength: 4 }),
      (typed, previous, email, fields) => {
        // No name of the line, which stays.
        const value = `secret ${typed}`;
        const tag: Stamped<TagSet> = {
          ...stamp(eventId(1)),
          actor: { name: "Ada", email },
          type: "tag.set",
          v: 1,
          data: { model: ModelName.parse("fraud"), key: TagKey.parse("owner"), value, previous },
        };
        const line = encodeLedgerLine(tag, chainStart);
        const bytes = line.bytes.subarray(0, -1);
        const redacted = redactLine(bytes, fields)!;
        expect(redacted).toHaveLength(bytes.length);
        expect(hasRightSum(redacted)).toBe(true);
        expect(lineHash(redacted)).toBe(line.hash);
        expect(parseLedgerLine(redacted, chainStart)).toMatchObject({
          ok: true,
          line: { hash: line.hash, isRedacted: true },
        });
        expect(redactLine(redacted, fields)).toEqual(redacted);
        const whole: readonly RedactedField[] = [{ path: ["data", "value"] }];
        const one = redactLine(redacted, whole);
        expect(redactLine(redactLine(bytes, whole)!, fields)).toEqual(one);
        expect(one?.includes(JSON.stringify(value))).toBe(false);
      },
    ),
  );
});

test("what decides states stays, whoever says that it is taken out", () => {
  const tag: Stamped<TagSet> = {
    ...stamp(eventId(1)),
    type: "tag.set",
    v: 1,
    data: {
      model: ModelName.parse("fraud-detection"),
      key: TagKey.parse("owner"),
      value: "somebody",
    },
  };
  const bytes = encodeLedgerLine(tag, chainStart).bytes.subarray(0, -1);
  const model: RedactedField = { path: ["data", "model"], parts: [[0, 5]] };
  expect(redactLine(bytes, [model])).toBeUndefined();
  const redacted = redactLine(bytes, [model, { path: ["data", "value"] }]);
  expect(redacted?.includes("fraud-detection")).toBe(true);
  expect(redacted?.includes("somebody")).toBe(false);
});
