import * as z from "zod";
import { annotationFields } from "../markings.ts";

/** Gate rules about metadata: annotations and recorded facts of a version. */

const recordedFields = [
  "task",
  "framework",
  "architecture",
  "data",
  "metrics",
  "parameters",
  "parents",
  "training",
  "benchmarks",
  "feature-importance",
  "licence",
] as const;

/** A part of what was recorded at registration, which can't be written later. */
export type RecordedField = (typeof recordedFields)[number];

/** Fields that a gate can require: annotations first, then recorded fields. */
export const RequiredField = z.enum([...annotationFields, ...recordedFields]);
export type RequiredField = z.infer<typeof RequiredField>;

const oneOrMore = <T extends z.ZodType>(choice: T): z.ZodUnion<readonly [T, z.ZodArray<T>]> =>
  z.union([choice, z.array(choice).min(1).max(10)]);

const Name = z.string().trim().min(1).max(90);

/** Rule about the compliance annotations that a version must have. */
export const ComplianceRule = z
  .strictObject({
    pii: z
      .enum(["yes", "no"])
      .optional()
      .meta({ description: "Required value of the note on personal data." }),
    gdpr: oneOrMore(z.enum(["compliant", "not-compliant", "not-applicable"]))
      .optional()
      .meta({ description: "Required value of the note on the GDPR; of a list, any one." }),
    certifications: z
      .array(Name)
      .min(1)
      .max(50)
      .readonly()
      .optional()
      .meta({ description: "Certifications that the version must have, all of them." }),
  })
  .readonly();
export type ComplianceRule = z.infer<typeof ComplianceRule>;

/** The gates about metadata, as a part of a stage's gates. */
export const metadataRules = {
  fields: z.array(RequiredField).max(100).readonly().default([]).meta({
    description: "Facts that must be noted on the version or recorded with it: team, data…",
  }),
  compliance: ComplianceRule.optional().meta({
    description: "Notes on compliance that the version must have.",
  }),
  noKnownIssues: z
    .boolean()
    .default(false)
    .meta({ description: "No known issues may be written on the version." }),
  licence: z
    .array(Name)
    .min(1)
    .max(100)
    .readonly()
    .optional()
    .meta({ description: "Licences that are allowed, by SPDX identifier: MIT, Apache-2.0…" }),
  environment: z
    .boolean()
    .default(false)
    .meta({ description: "The packages of its environment must have been recorded." }),
};
