import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  annotationChoices,
  annotationExpected,
  readAnnotation,
} from "../../../../src/core/annotations/annotation-rules.ts";
import {
  annotationAdvice,
  annotationProblem,
} from "../../../../src/core/model/annotation-fault.ts";
import { annotationFields, AnnotationText } from "../../../../src/core/model/markings.ts";

const field = fc.constantFrom(...annotationFields);
const text = fc.oneof(
  fc.string(),
  fc.constantFrom("YES", "No", "365", "007", "not compliant", "ISO 27001, SOC 2,, SOC 2"),
  fc.nat({ max: 50_000 }).map(String),
  fc.array(fc.string({ maxLength: 95 }), { maxLength: 60 }).map((names) => names.join(",")),
);

describe("what is recorded in a field", () => {
  test.each([
    ["retention-days", " 0365 ", "365"],
    ["pii", "Yes", "yes"],
    ["gdpr", "Not compliant", "not-compliant"],
    ["gdpr", "not_applicable", "not-applicable"],
    ["certifications", "ISO 27001,  SOC 2\nSOC 2,", "ISO 27001, SOC 2"],
    ["team", "  risk, Vienna ", "risk, Vienna"],
  ] as const)("%s: %j is %j", (name, given, recorded) => {
    expect(readAnnotation(name, given)).toEqual({ text: recorded });
  });

  test.each([
    ["retention-days", "0", "1 to 36500"],
    ["retention-days", "1.5", "whole number"],
    ["retention-days", "36501", "1 to 36500"],
    ["retention-days", "forever", "whole number"],
    ["pii", "maybe", "yes or no"],
    ["gdpr", "true", "compliant, not-compliant or not-applicable"],
    ["certifications", ", ,", "commas"],
    ["certifications", "x".repeat(91), "at most 90"],
    ["team", "x".repeat(5001), "5,000"],
  ] as const)("%s can't be %j", (name, given, wayOut) => {
    const read = readAnnotation(name, given);
    expect("fault" in read && annotationAdvice(read.fault)).toContain(wayOut);
  });

  test("fits an event, and is recorded the same when it is given again", () => {
    fc.assert(
      fc.property(field, text, (name, given) => {
        if (given.trim() === "") return;
        const read = readAnnotation(name, given);
        if ("fault" in read) {
          expect(annotationProblem(name, undefined, read.fault).length).toBeLessThan(110);
          expect(annotationAdvice(read.fault)).toMatch(/\.$/);
          return;
        }
        expect(AnnotationText.safeParse(read.text).success).toBe(true);
        expect(readAnnotation(name, read.text)).toEqual(read);
      }),
      { numRuns: 1000 },
    );
  });

  test("every choice that is offered is taken as it is", () => {
    for (const name of annotationFields) {
      for (const choice of annotationChoices(name) ?? []) {
        expect(readAnnotation(name, choice)).toEqual({ text: choice });
        expect(annotationExpected(name)).toContain(choice);
      }
    }
  });
});
