import type { ModelDescription } from "../../../core/model/inspection.ts";
import type { Reading } from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { printable } from "../printable.ts";
import { classifyImport } from "./classify-import.ts";
import { signatureOfEstimator } from "./estimator-signature.ts";
import { attribute, classOf, estimatorText, stepsOf, taskOfEstimator } from "./estimator.ts";
import { dataImports, knownImports, knownPackages } from "./known-imports.ts";
import type { PickleSequence } from "./read-pickles.ts";
import { fullName, type ImportUse, type PickleScan } from "./scan.ts";
import { entriesOf, isNode, itemsOf, lookUp, type Node, type Value } from "./value.ts";
import { tensorsIn } from "./walk-tensors.ts";

type Facts = Partial<Omit<ModelDescription, "format" | "findings" | "verdict">>;

/** Frameworks by the package of their classes, where the name is another one. */
const frameworks: ReadonlyMap<string, string> = new Map(
  Object.entries({
    sklearn: "scikit-learn",
    torch: "pytorch",
    pytorch_lightning: "pytorch-lightning",
    sentence_transformers: "sentence-transformers",
    imblearn: "imbalanced-learn",
  }),
);

/** Describes a file by its pickles, with the effects of loading it. */
export function describePickles(
  scan: PickleScan,
  sequence: PickleSequence,
  more: Facts = {},
): Reading {
  const [root] = sequence.values;
  const tensors = root === undefined ? [] : tensorsIn(root);
  const { problem, restAt } = sequence;
  if (problem !== undefined) {
    scan.report(
      {
        code: "pickle-unreadable",
        severity: "warning",
        message: `The pickle can't be read to its end: ${problem.message}.`,
        where: problem.where,
      },
      "unreadable",
    );
  }
  if (restAt !== undefined) {
    scan.report(
      {
        code: "pickle-trailing-data",
        severity: "info",
        message: "Bytes follow the pickle that are not part of it.",
        where: `offset ${restAt}`,
      },
      "weights-only",
    );
  }
  return {
    description: {
      ...(root === undefined ? {} : factsOf(root)),
      ...(tensors.length > 0 && {
        tensorCount: tensors.length,
        dtypes: summariseTensors(tensors).dtypes,
      }),
      formatVersion: `protocol ${sequence.protocol}`,
      ...more,
      ...importsOf(scan),
      verdict: scan.verdict,
    },
    tensors,
    findings: scan.findings,
  };
}

/** Imports and calls for the description: the dangerous ones first, so that no clipping hides them. */
export function importsOf(scan: PickleScan): Pick<ModelDescription, "imports" | "calls"> {
  if (scan.imports.size === 0) return {};
  const rank = (use: ImportUse): number =>
    ["dangerous", "by-arguments", "unknown", "nested", "known", "data"].indexOf(use.level);
  const uses = [...scan.imports.values()].sort((a, b) => rank(a) - rank(b));
  return {
    imports: [...new Set(uses.map(fullName))].slice(0, 500),
    ...(scan.calls.size > 0 && { calls: [...scan.calls].slice(0, 100) }),
  };
}

/** Framework, version and class of the object a pickle would make. */
export function factsOf(root: Value): Facts {
  const made = classOf(root);
  if (made === undefined || classifyImport(made.module, made.name).level === "dangerous") return {};
  const rootPackage = made.module.split(".", 1)[0] ?? "";
  const framework =
    frameworks.get(rootPackage) ??
    (rootPackage === "__main__" || isStandard(rootPackage)
      ? undefined
      : printable(rootPackage, 256));
  // An estimator of another library may have one of scikit-learn within, and its version.
  const version = framework === "scikit-learn" ? findKey(root, "_sklearn_version") : undefined;
  const steps = stepsOf(root) ?? chosenSteps(attribute(root, "best_estimator_"));
  const { signature, metadata } = signatureOfEstimator(root);
  return {
    architecture: estimatorText(root),
    ...(framework !== undefined && { framework }),
    ...(typeof version === "string" && { frameworkVersion: printable(version, 64) }),
    ...taskOfEstimator(root),
    ...(signature && { signature }),
    metadata: {
      class: fullName(made),
      ...(steps && { steps: printable(steps.map(nameOf).join(", "), 1024) }),
      ...metadata,
    },
  };
}

function nameOf(step: Value): string {
  return classOf(step)?.name ?? "?";
}

/** Returns the steps of what a search over hyperparameters has chosen; of an estimator itself. */
function chosenSteps(best: Value | undefined): readonly Value[] | undefined {
  if (best === undefined || !classOf(best)) return undefined;
  return stepsOf(best) ?? [best];
}

/** Returns whether a package is part of Python itself and therefore no framework. */
function isStandard(name: string): boolean {
  if (knownPackages.has(name)) return false;
  return [dataImports, knownImports].some((lists) =>
    Object.keys(lists).some((module) => module.split(".", 1)[0] === name),
  );
}

/** The first value of a text key, nearest to the root. */
function findKey(root: Value, key: string): Value | undefined {
  const visited = new Set<Node>();
  let level: Value[] = [root];
  while (level.length > 0 && visited.size < 100_000) {
    const next: Value[] = [];
    for (const value of level) {
      if (!isNode(value) || visited.has(value)) continue;
      visited.add(value);
      const found = lookUp(value, key);
      if (found !== undefined) return found;
      for (const [, child] of entriesOf(value)) next.push(child);
      for (const child of itemsOf(value) ?? []) next.push(child);
      if (value.kind === "call" && value.state !== undefined) next.push(value.state);
    }
    level = next;
  }
  return undefined;
}
