import * as l10n from "@vscode/l10n";
import type { VersionRegistered } from "../events/event.ts";
import { fieldName, fieldTitle } from "../events/field-name.ts";
import { licenceOf } from "../model/inspection/licence.ts";
import { annotationFields, type AnnotationField, type Annotations } from "../model/markings.ts";
import { gateCheck, recordAndRegister, type GateCheck } from "../model/policy/gate-check.ts";
import type {
  ComplianceRule,
  RecordedField,
  RequiredField,
} from "../model/policy/metadata-rules.ts";
import type { StageGates } from "../model/policy/stage-gates.ts";
import { packagesSource } from "../model/recipe/environment-text.ts";
import { hasPackages } from "../model/recipe/environment.ts";
import { alternatives } from "../text/alternatives.ts";
import {
  benchmarkCount,
  dataSetCount,
  featureCount,
  metricCount,
  parameterCount,
  parentCount,
  timeCount,
} from "../text/counts.ts";
import { formatNumber } from "../text/language.ts";

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
      required: l10n.t("to be written"),
      actual: text === undefined ? l10n.t("not written") : quoted(text),
      wayOut: l10n.t("Write the {0} on the version.", name),
    });
  }
  const found = recorded(field, metadata.registration);
  return gateCheck("field", fieldTitle(field), found !== undefined, {
    required: l10n.t("to be recorded"),
    actual: found ?? l10n.t("not recorded"),
    wayOut: recordAndRegister(l10n.t("its {0}", name)),
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
  const size = (things: object | undefined, text: (n: number) => string): string | undefined => {
    const number = Object.keys(things ?? {}).length;
    return number === 0 ? undefined : text(number);
  };
  const answers: Readonly<Record<RecordedField, string | undefined>> = {
    task: described?.task ?? metadata?.task,
    framework: described?.framework ?? metadata?.framework,
    architecture: described?.architecture ?? metadata?.architecture,
    data: size(recipe.datasets, dataSetCount),
    metrics: size(recipe.metrics, metricCount),
    parameters: size(recipe.parameters, parameterCount),
    parents: size(parents, parentCount),
    training: size(metadata?.training, timeCount),
    benchmarks: size(metadata?.benchmarks, benchmarkCount),
    "feature-importance": size(metadata?.featureImportance, featureCount),
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
        required: alternatives(allowed),
        actual: actual ?? l10n.t("not written"),
        wayOut: l10n.t("Have it assessed, and write the {0} on the version.", fieldName(field)),
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
    actual: certifications ?? l10n.t("not written"),
    wayOut: l10n.t("Have it certified, and write {0} on the version.", missing.join(", ")),
  });
}

function checkKnownIssues({ "known-issues": issues }: Annotations): GateCheck {
  return gateCheck("known-issues", fieldTitle("known-issues"), issues === undefined, {
    required: l10n.t("none"),
    actual: issues === undefined ? l10n.t("none") : quoted(issues),
    wayOut: l10n.t("Register a version without them, or clear what does not hold any more."),
  });
}

function checkLicence(allowed: readonly string[], { registration }: GateMetadata): GateCheck {
  const licence = registration && licenceOf(registration);
  return gateCheck(
    "licence",
    l10n.t("licence"),
    licence !== undefined && isAllowed(licence, allowed),
    {
      required: alternatives(allowed),
      actual: licence ?? l10n.t("not recorded"),
      wayOut:
        licence === undefined
          ? l10n.t(
              "Write the licence in the metadata file or the model card (README.md), and register the model again (as a new version, if its bytes are the same).",
            )
          : l10n.t("Use a model with one of these licences, or have this one added to the policy."),
    },
  );
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
    l10n.t("environment"),
    environment !== undefined && hasPackages(environment),
    {
      required: l10n.t("packages to be recorded"),
      actual: environment
        ? packagesText(Object.keys(environment.packages).length, packagesSource(environment))
        : l10n.t("not recorded"),
      wayOut: l10n.t(
        "Name a requirements or lock file and register the model again (as a new version, if its bytes are the same).",
      ),
    },
  );
}

function packagesText(n: number, source: string): string {
  return n === 1
    ? l10n.t("1 package of {0}", source)
    : l10n.t("{0} packages of {1}", formatNumber(n), source);
}

function quoted(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return `“${line.length > 60 || line !== text ? `${line.slice(0, 59)}…` : line}”`;
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
