import * as l10n from "@vscode/l10n";
import { formatBytes } from "../../text/format.ts";
import { formatNumber } from "../../text/language.ts";
import {
  knownPackages,
  pythonOnPath,
  type Environment,
  type Machine,
  type PythonInstallation,
} from "./environment.ts";

type Fact = readonly [name: string, value: string];

/** Returns Python's name and version: `Python 3.12.3`, `PyPy 3.10.14`. */
export function pythonText({ version, implementation = "Python" }: PythonInstallation): string {
  return [implementation, version ?? l10n.t("(version not known)")].join(" ");
}

/** Returns where a Python was: `virtual environment .venv`, `conda environment ml`. */
export function pythonPlace({ kind, name }: PythonInstallation): string {
  return kind === pythonOnPath ? kind : `${kind} ${name}`;
}

/** Returns the origin of the packages: a file's path, or the Python that they are installed for. */
export function packagesSource({ source, python }: Environment): string {
  return python?.name === source ? pythonPlace(python) : source;
}

/** Returns Python and machine of an environment as named facts, in the order to show them. */
export function environmentFacts({ python, machine = {} }: Partial<Environment>): readonly Fact[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Python", python && `${pythonText(python)} (${pythonPlace(python)})`],
    [l10n.t("Operating system"), systemText(machine)],
    [l10n.t("Processor"), processorText(machine)],
    [l10n.t("Memory"), machine.memory === undefined ? undefined : formatBytes(machine.memory)],
    [l10n.t("Accelerator"), acceleratorText(machine)],
    [l10n.t("Driver"), machine.driver],
    ["CUDA", machine.cuda],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value]] : []));
}

/** Returns what of an environment is compared, by name: Python, the machine and each package. */
export function comparedEnvironment(environment: Environment): Readonly<Record<string, string>> {
  const { python } = environment;
  return {
    ...Object.fromEntries(environmentFacts(environment)),
    ...(python && { Python: pythonText(python) }),
    ...knownPackages(environment),
  };
}

function systemText({ os, kernel }: Machine): string | undefined {
  return [os, kernel].filter(Boolean).join(", ") || undefined;
}

function processorText({ cpu, cpus, architecture }: Machine): string | undefined {
  const facts = [cpu, cpus && processorCount(cpus), architecture];
  return facts.filter(Boolean).join(", ") || undefined;
}

/** Groups equal accelerators: `4 × NVIDIA H100`. */
function acceleratorText({ accelerators = [] }: Machine): string | undefined {
  const kinds = [...new Set(accelerators)].map((name) => {
    const same = accelerators.filter((other) => other === name).length;
    return same === 1 ? name : `${same} × ${name}`;
  });
  return kinds.join(", ") || undefined;
}

function processorCount(n: number): string {
  return n === 1
    ? l10n.t("1 logical processor")
    : l10n.t("{0} logical processors", formatNumber(n));
}
