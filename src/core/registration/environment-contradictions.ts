import { satisfies, valid, validRange } from "@renovatebot/pep440";
import type { ModelDescription } from "../model/inspection.ts";
import { pythonPlace } from "../model/recipe/environment-text.ts";
import {
  installedPackages,
  requiredPackages,
  type Environment,
  type Packages,
  type PythonInstallation,
} from "../model/recipe/environment.ts";
import type { MissingFact } from "../model/recipe.ts";
import { count } from "../text/format.ts";

/** Packages whose version a model file names as that of its framework. */
const packagesOfFrameworks: Readonly<Record<string, readonly string[]>> = {
  "scikit-learn": ["scikit-learn"],
  pytorch: ["torch", "pytorch"],
  tensorflow: ["tensorflow", "tensorflow-cpu", "tensorflow-gpu"],
  keras: ["keras"],
  xgboost: ["xgboost"],
  lightgbm: ["lightgbm"],
  catboost: ["catboost"],
  spacy: ["spacy"],
};

/** Maximum number of packages named one by one; more are counted. */
const maxNamed = 10;

/**
 * Returns the contradictions between the packages that a file names, those that are installed, and
 * the version of its framework that a model file says. All are recorded as they are. A package that
 * is not installed is none: it may be for another platform.
 */
export function environmentContradictions(
  environment: Environment | undefined,
  description: ModelDescription | undefined,
): readonly MissingFact[] {
  if (!environment) return [];
  const required = requiredPackages(environment);
  const installed = installedPackages(environment);
  const { python, source } = environment;
  return [
    ...ofFramework(required, source, description),
    ...(installed && python ? ofFramework(installed, pythonPlace(python), description) : []),
    ...(required && installed && python ? ofRequired(required, installed, source, python) : []),
  ];
}

function ofFramework(
  packages: Packages = {},
  place: string,
  { framework = "", frameworkVersion }: Partial<ModelDescription> = {},
): readonly MissingFact[] {
  if (frameworkVersion === undefined || !Object.hasOwn(packagesOfFrameworks, framework)) return [];
  const name = packagesOfFrameworks[framework]?.find((each) => Object.hasOwn(packages, each));
  const says = name === undefined ? undefined : packages[name];
  if (name === undefined || says === undefined || allows(says, frameworkVersion)) return [];
  const reason = `says ${says}; the model file says ${frameworkVersion}`;
  return [{ about: `${place}: ${name}`, reason, kind: "contradiction" }];
}

function ofRequired(
  required: Packages,
  installed: Packages,
  source: string,
  python: PythonInstallation,
): readonly MissingFact[] {
  const place = pythonPlace(python);
  const names = Object.keys(required).filter((name) => name !== "python");
  if (names.length > 0 && names.every((name) => own(installed, name) === undefined)) {
    const reason = `none of its packages is installed in the ${place}, which may be of another project`;
    return [{ about: source, reason, kind: "doubt" }];
  }
  const facts = Object.entries(required).flatMap(([name, says]): readonly MissingFact[] => {
    const has = name === "python" ? exactVersion(python) : own(installed, name);
    if (has === undefined || allows(says, has)) return [];
    const reason = `says ${says}; ${has} is installed in the ${place}`;
    return [{ about: `${source}: ${name}`, reason, kind: "contradiction" }];
  });
  if (facts.length <= maxNamed) return facts;
  const more = count(facts.length - maxNamed, "more package");
  const reason = `${more} of other versions are installed in the ${place}`;
  return [...facts.slice(0, maxNamed), { about: source, reason, kind: "contradiction" }];
}

function own(packages: Packages, name: string): string | undefined {
  return Object.hasOwn(packages, name) ? packages[name] : undefined;
}

function exactVersion({ version }: PythonInstallation): string | undefined {
  return version?.split(".").length === 3 ? version : undefined;
}

/**
 * Returns false if a version is certainly not what a file asks for: another one than the pinned
 * version, or outside of the range (PEP 440). A local part (`+cu121`), which says how a package was
 * built, counts only if the file names it; of an exact version the first parts are enough, as
 * people write them.
 */
function allows(says: string, version: string): boolean {
  if (valid(version) === null) return true;
  return says.split(" | ").some((each) => {
    if (valid(each) === null) return !validRange(each) || satisfiesRange(version, each);
    return satisfiesRange(version, `==${each}`) || version.startsWith(`${each}.`);
  });
}

function satisfiesRange(version: string, range: string): boolean {
  return satisfies(version, range, { prereleases: true });
}
