import * as z from "zod";
import {
  expectedText,
  type AnnotationFault,
  type AnnotationValues,
} from "../model/annotation-fault.ts";
import { AnnotationText, type AnnotationField } from "../model/markings.ts";

/** Rule for the text of a field that does not take any text. */
interface AnnotationRule {
  readonly expected: AnnotationValues;
  /** Turns a text as a person may write it into the one form in which it is recorded. */
  readonly schema: z.ZodType<string>;
}

function oneOf(choices: readonly [string, ...string[]]): AnnotationRule {
  const schema = z.lazy(() =>
    z
      .string()
      .toLowerCase()
      .transform((text) => text.replace(/[\s_]+/g, "-"))
      .pipe(z.enum(choices)),
  );
  return { expected: { kind: "choice", choices }, schema };
}

const days = z.lazy(() =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform((text) => String(Number(text)))
    .refine((text) => Number(text) >= 1 && Number(text) <= 36_500),
);

const names = z.lazy(() =>
  z
    .string()
    .transform((text) => [...new Set(text.split(/[,\n]/).map((name) => name.trim()))])
    .transform((list) => list.filter((name) => name !== ""))
    .pipe(z.array(z.string().max(90)).min(1).max(50))
    .transform((list) => list.join(", ")),
);

/** Fields of compliance are checked, so that programs can rely on them; all others are texts. */
const rules: Readonly<Partial<Record<AnnotationField, AnnotationRule>>> = {
  "retention-days": { expected: { kind: "days" }, schema: days },
  pii: oneOf(["yes", "no"]),
  gdpr: oneOf(["compliant", "not-compliant", "not-applicable"]),
  certifications: {
    expected: { kind: "names" },
    schema: names,
  },
};

/** Returns a text as it is recorded in a field, spaces around it removed; it must not be blank. */
export function readAnnotation(
  field: AnnotationField,
  text: string,
): { readonly text: string } | { readonly fault: AnnotationFault } {
  const rule = rules[field];
  const parsed = (rule?.schema ?? AnnotationText).safeParse(text.trim());
  if (parsed.success) return { text: parsed.data };
  if (!rule) return { fault: { kind: "too-long" } };
  return { fault: { kind: "not-expected", text, expected: rule.expected } };
}

/** Returns the values that a field can have, unless it takes any text. */
export function annotationChoices(field: AnnotationField): readonly string[] | undefined {
  const expected = rules[field]?.expected;
  return expected?.kind === "choice" ? expected.choices : undefined;
}

/** Returns a description of what a field takes, unless it takes any text: `yes or no`. */
export function annotationExpected(field: AnnotationField): string | undefined {
  const expected = rules[field]?.expected;
  return expected && expectedText(expected);
}
