import * as z from "zod";

const Text = z.string().min(1).max(256);

/** Versions of packages by their normalized names. */
export const Packages = z.lazy(() => z.record(z.string().max(250), z.string().max(250)).readonly());
export type Packages = z.infer<typeof Packages>;

/**
 * Normalizes the name of a package by PEP 503, except that conda's leading underscores stay: `_libgcc_mutex` →
 * `_libgcc-mutex`.
 */
export function packageName(name: string): string {
  return name.toLowerCase().replace(/(?<=[a-z0-9])[-_.]+/g, "-");
}

/** The Python that was found at registration, read from its files and never started. */
export const PythonInstallation = z.lazy(() =>
  z
    .object({
      /**
       * `virtual environment`, `conda environment`, `Python`, or `pythonOnPath`; a newer release may
       * know others.
       */
      kind: Text,
      /** Path relative to the workspace folder; of one outside of it, its name alone. */
      name: Text,
      /** Version of Python as far as its files tell it: `3.12.3`, `3.12`. */
      version: z.string().min(1).max(64).optional(),
      /** `PyPy`; absent for CPython. */
      implementation: z.string().min(1).max(64).optional(),
    })
    .readonly(),
);
export type PythonInstallation = z.infer<typeof PythonInstallation>;

/** The machine on which a version was registered. Nothing in it names the machine or a person. */
export const Machine = z.lazy(() =>
  z
    .object({
      /** Name and version of the operating system: `Ubuntu 24.04.1 LTS`. */
      os: Text.optional(),
      /** Kernel and its version: `Linux 6.8.0-45-generic`. */
      kernel: Text.optional(),
      /** Architecture of the processor, as Node.js calls it: `x64`, `arm64`. */
      architecture: Text.optional(),
      cpu: Text.optional(),
      /** Logical processors. */
      cpus: z.int().min(1).optional(),
      /** Bytes. */
      memory: z.int().min(0).optional(),
      /** A GPU or the like for each entry: `NVIDIA A100-SXM4-40GB`. */
      accelerators: z.array(Text).max(64).readonly().optional(),
      /** Driver of the accelerators: `NVIDIA 550.54.15`. */
      driver: Text.optional(),
      /** Version of the CUDA toolkit that is installed on the system. */
      cuda: Text.optional(),
    })
    .readonly(),
);
export type Machine = z.infer<typeof Machine>;

/** Packages, Python and machine with which a version was made, as far as they are known. */
export const Environment = z.lazy(() =>
  z
    .object({
      /**
       * Origin of `packages`: a file, relative to the workspace folder; the name of `python`, if no
       * file names them; or `machine`, if neither is known.
       */
      source: z.string().max(4096),
      packages: Packages,
      python: PythonInstallation.optional(),
      /** Packages installed in `python`, where `packages` are those that a file names. */
      installed: Packages.optional(),
      machine: Machine.optional(),
    })
    .readonly(),
);
export type Environment = z.infer<typeof Environment>;

/** Source of an environment of which only the machine is known. */
export const machineOnly = "machine";

/** Kind of a Python that nobody selected or activated: the first on PATH. */
export const pythonOnPath = "Python on PATH";

/**
 * Returns whether the packages of an environment were recorded. Those of a Python that nobody chose
 * may have nothing to do with the version.
 */
export function hasPackages(environment: Environment): boolean {
  if (requiredPackages(environment)) return true;
  return environment.python !== undefined && environment.python.kind !== pythonOnPath;
}

/** Returns the packages that were installed; undefined if only a file names packages. */
export function installedPackages({
  source,
  packages,
  python,
  installed,
}: Environment): Packages | undefined {
  return installed ?? (python?.name === source ? packages : undefined);
}

/** Returns the packages that a requirements or lock file names; undefined if there was none. */
export function requiredPackages({ source, packages, python }: Environment): Packages | undefined {
  return python?.name === source || source === machineOnly ? undefined : packages;
}

/**
 * Returns the best known version of each package: the one that was installed, else as a file names
 * it.
 */
export function knownPackages(environment: Environment): Packages {
  return { ...environment.packages, ...environment.installed };
}
