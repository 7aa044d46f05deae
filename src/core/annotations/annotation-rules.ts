import * as z from "zod";
import { AnnotationText, type AnnotationField } from "../model/markings.ts";

/** Rule for the text of a field that does not take any text. */
interface AnnotationRule {
  /** Completes “Write …”. */
  readonly expected: string;
  /** All values that the field can have. */
  readonly choices?: readonly string[];
  /** Turns a text as a person may write it into the one form in which it is recorded. */
  readonly schema: z.ZodType<string>;
}

function oneOf(choices: readonly [string, ...string[]]): AnnotationRule {
  const words = z
    .string()
    .toLowerCase()
    .transform((text) => text.replace(/[\s_]+/g, "-"));
  return { expected: alternatives(choices), choices, schema: words.pipe(z.enum(choices)) };
}

const days = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform((text) => String(Number(text)))
  .refine((text) => Number(text) >= 1 && Number(text) <= 36_500);

const names = z
  .string()
  .transform((text) => [...new Set(text.split(/[,\n]/).map((name) => name.trim()))])
  .transform((list) => list.filter((name) => name !== ""))
  .pipe(z.array(z.string().max(90)).min(1).max(50))
  .transform((list) => list.join(", "));

/** Fields of compliance are checked, so that programs can rely on them; all others are texts. */
const rules: Readonly<Partial<Record<AnnotationField, AnnotationRule>>> = {
  "retention-days": { expected: "a whole number of days, 1 to 36500", schema: days },
  pii: oneOf(["yes", "no"]),
  gdpr: oneOf(["compliant", "not-compliant", "not-applicable"]),
  certifications: {
    expected: "names with commas between them, at most 50 of at most 90 characters",
    schema: names,
  },
};

/** Reason why a text is not valid in a field, and a text that is. */
export interface AnnotationProblem {
  readonly problem: string;
  readonly wayOut: string;
}

/** Returns a text as it is recorded in a field, spaces around it removed; it must not be blank. */
export function readAnnotation(
  field: AnnotationField,
  text: string,
): { readonly text: string } | AnnotationProblem {
  const rule = rules[field];
  const parsed = (rule?.schema ?? AnnotationText).safeParse(text.trim());
  if (parsed.success) return { text: parsed.data };
  if (rule) return { problem: `can't be “${shortened(text)}”`, wayOut: `Write ${rule.expected}.` };
  return { problem: "is too long", wayOut: "Use at most 5,000 characters." };
}

/** Returns the values that a field can have, unless it takes any text. */
export function annotationChoices(field: AnnotationField): readonly string[] | undefined {
  return rules[field]?.choices;
}

/** Returns a description of what a field takes, unless it takes any text: `yes or no`. */
export function annotationExpected(field: AnnotationField): string | undefined {
  return rules[field]?.expected;
}

function alternatives(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
