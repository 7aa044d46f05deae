import type { VersionRegistered } from "../events/event.ts";
import { fieldName, fieldTitle } from "../events/field-name.ts";
import { packagesSource } from "../model/environment-text.ts";
import { hasPackages } from "../model/environment.ts";
import { gateCheck, registerAgain, type GateCheck } from "../model/gate-check.ts";
import { licenceOf } from "../model/licence.ts";
import { annotationFields, type AnnotationField, type Annotations } from "../model/markings.ts";
import type { ComplianceRule, RecordedField, RequiredField } from "../model/metadata-rules.ts";
import type { StageGates } from "../model/stage-gates.ts";
import { count } from "../text/format.ts";

/** Annotations and recorded facts of a version, as the metadata gates read them. */
export interface GateMetadata {
  /** Annotations of the version; for a field that it does not have, that of its model. */
  readonly annotations: Annotations;
  readonly registration:
    Pick<VersionRegistered["data"], "recipe" | "inspection" | "parents"> | undefined;
}

/** Evaluates the gates about metadata, in the order of the policy's documentation. */
export function evaluateMetadataGates(
  gates: StageGates,
  metadata: GateMetadata,
): readonly GateCheck[] {
  const { annotations } = metadata;
  return [
    ...gates.fields.map((field) => checkField(field, metadata)),
    ...(gates.compliance ? checkCompliance(gates.compliance, annotations) : []),
    ...(gates.noKnownIssues ? [checkKnownIssues(annotations)] : []),
    ...(gates.licence ? [checkLicence(gates.licence, metadata)] : []),
    ...(gates.environment ? [checkEnvironment(metadata)] : []),
  ];
}

function isAnnotation(field: RequiredField): field is AnnotationField {
  return annotationFields.some((annotation) => annotation === field);
}

function checkField(field: RequiredField, metadata: GateMetadata): GateCheck {
  const name = fieldName(field);
  if (isAnnotation(field)) {
    const text = metadata.annotations[field];
    return gateCheck("field", fieldTitle(field), text !== undefined, {
      required: "to be written",
      actual: text === undefined ? "not written" : quoted(text),
      wayOut: `Write the ${name} on the version.`,
    });
  }
  const found = recorded(field, metadata.registration);
  return gateCheck("field", fieldTitle(field), found !== undefined, {
    required: "to be recorded",
    actual: found ?? "not recorded",
    wayOut: `Record its ${name} and ${registerAgain}.`,
  });
}

/** Returns a short text of a recorded field; undefined if it was not recorded. */
function recorded(
  field: RecordedField,
  registration: GateMetadata["registration"],
): string | undefined {
  if (!registration) return undefined;
  const { recipe, inspection, parents } = registration;
  const { metadata } = recipe;
  const described = inspection?.description;
  const size = (things: object | undefined, noun: string): string | undefined => {
    const number = Object.keys(things ?? {}).length;
    return number === 0 ? undefined : count(number, noun);
  };
  const answers: Readonly<Record<RecordedField, string | undefined>> = {
    task: described?.task ?? metadata?.task,
    framework: described?.framework ?? metadata?.framework,
    architecture: described?.architecture ?? metadata?.architecture,
    data: size(recipe.datasets, "data set"),
    metrics: size(recipe.metrics, "metric"),
    parameters: size(recipe.parameters, "parameter"),
    parents: size(parents, "parent"),
    training: size(metadata?.training, "time"),
    benchmarks: size(metadata?.benchmarks, "benchmark"),
    "feature-importance": size(metadata?.featureImportance, "feature"),
    licence: licenceOf(registration),
  };
  return answers[field];
}

function checkCompliance(rule: ComplianceRule, annotations: Annotations): readonly GateCheck[] {
  const { pii, gdpr, certifications } = rule;
  const choice = (field: "pii" | "gdpr", allowed: readonly string[]): GateCheck => {
    const actual = annotations[field];
    return gateCheck(
      "compliance",
      fieldTitle(field),
      actual !== undefined && allowed.includes(actual),
      {
        required: allowed.join(" or "),
        actual: actual ?? "not written",
        wayOut: `Have it assessed, and write the ${fieldName(field)} on the version.`,
      },
    );
  };
  return [
    ...(pii === undefined ? [] : [choice("pii", [pii])]),
    ...(gdpr === undefined ? [] : [choice("gdpr", [gdpr].flat())]),
    ...(certifications ? [checkCertifications(certifications, annotations)] : []),
  ];
}

function checkCertifications(demanded: readonly string[], annotations: Annotations): GateCheck {
  const { certifications } = annotations;
  const there = new Set((certifications ?? "").split(",").map(folded));
  const missing = demanded.filter((name) => !there.has(folded(name)));
  return gateCheck("compliance", fieldTitle("certifications"), missing.length === 0, {
    required: demanded.join(", "),
    actual: certifications ?? "not written",
    wayOut: `Have it certified, and write ${missing.join(", ")} on the version.`,
  });
}

function checkKnownIssues({ "known-issues": issues }: Annotations): GateCheck {
  return gateCheck("known-issues", fieldTitle("known-issues"), issues === undefined, {
    required: "none",
    actual: issues === undefined ? "none" : quoted(issues),
    wayOut: "Register a version without them, or clear what does not hold any more.",
  });
}

function checkLicence(allowed: readonly string[], { registration }: GateMetadata): GateCheck {
  const licence = registration && licenceOf(registration);
  return gateCheck("licence", "licence", licence !== undefined && isAllowed(licence, allowed), {
    required: allowed.join(" or "),
    actual: licence ?? "not recorded",
    wayOut:
      licence === undefined
        ? `Write the licence in the metadata file or the model card (README.md), and ${registerAgain}.`
        : "Use a model with one of these licences, or have this one added to the policy.",
  });
}

/**
 * Returns whether a licence is one of those allowed. An SPDX expression without parentheses (SPDX
 * 2.3, annex D) is allowed if at least one alternative of OR is; an alternative is allowed if all
 * licences joined by AND are. A list is treated like AND.
 */
function isAllowed(licence: string, allowed: readonly string[]): boolean {
  const names = new Set(allowed.map(folded));
  if (names.has(folded(licence))) return true;
  return licence
    .split(/\s+OR\s+/i)
    .some((alternative) =>
      alternative.split(/\s+AND\s+|,/i).every((name) => names.has(folded(name))),
    );
}

function checkEnvironment({ registration }: GateMetadata): GateCheck {
  const environment = registration?.recipe.environment;
  return gateCheck(
    "environment",
    "environment",
    environment !== undefined && hasPackages(environment),
    {
      required: "packages to be recorded",
      actual: environment
        ? `${count(Object.keys(environment.packages).length, "package")} of ${packagesSource(environment)}`
        : "not recorded",
      wayOut: `Name a requirements or lock file and ${registerAgain}.`,
    },
  );
}

function quoted(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return `“${line.length > 60 || line !== text ? `${line.slice(0, 59)}…` : line}”`;
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
