import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  transform,
  type BuildOptions,
  type OutputFile,
  type Plugin,
  type TransformOptions,
} from "esbuild";

interface SplitOptions {
  readonly minify?: boolean;
  readonly sourcemap?: boolean;
}

/** Returns how the command line is built: `cli.js` and, in `cli/`, the parts that it loads when needed. */
export function cliBundle(outdir: string, options: SplitOptions): BuildOptions {
  return {
    ...splitBundle(outdir, options),
    entryPoints: { cli: join(import.meta.dirname, "src/cli/main.ts") },
    chunkNames: "cli/[name]-[hash]",
  };
}

/**
 * Returns how the thread of the registry is built: `registry-worker.cjs` and, in `worker/`, the parts
 * that it loads when needed, such as the library that draws the charts of reports.
 */
export function workerBundle(outdir: string, options: SplitOptions): BuildOptions {
  return {
    ...splitBundle(outdir, options),
    entryPoints: {
      "registry-worker": join(import.meta.dirname, "src/registry/worker/worker.ts"),
    },
    outExtension: { ".js": ".cjs" },
    chunkNames: "worker/[name]-[hash]",
  };
}

function splitBundle(
  outdir: string,
  { minify = false, sourcemap = false }: SplitOptions,
): BuildOptions {
  return {
    bundle: true,
    platform: "node",
    target: "node20",
    // esbuild splits only modules of this form.
    format: "esm",
    splitting: true,
    outdir,
    sourcemap: sourcemap ? "inline" : false,
    legalComments: "none",
    logLevel: "warning",
    write: false,
    plugins: [asCommonJs({ minify, sourcemap })],
  };
}

/**
 * Writes the parts as CommonJS, which Node.js loads in less time than modules of the other form. A part
 * loads another one when it first uses something of it.
 */
function asCommonJs({ minify, sourcemap }: Required<SplitOptions>): Plugin {
  const common: TransformOptions = { platform: "node", target: "node20", legalComments: "none" };
  const write = async ({ path, text }: OutputFile): Promise<void> => {
    const { code: eager, map } = await transform(text, {
      ...common,
      sourcemap,
      format: "cjs",
      supported: { "dynamic-import": false },
    });
    const lazy = withLazyImports(eager);
    const minified = minify
      ? await transform(lazy, { ...common, format: "cjs", minify })
      : undefined;
    const code = minified?.code ?? lazy;
    await mkdir(dirname(path), { recursive: true });
    const reference = `//# sourceMappingURL=${basename(path)}.map\n`;
    await writeFile(path, sourcemap ? code + reference : code);
    if (sourcemap) await writeFile(`${path}.map`, map);
  };
  return {
    name: "as-common-js",
    setup: (build) => {
      build.onEnd(async ({ outputFiles = [] }) => {
        await Promise.all(outputFiles.map(write));
      });
    },
  };
}

/** Modules of Node.js that it has loaded anyway when a program begins. */
const alwaysLoaded =
  /require\("(?:node:)?(?:buffer|events|fs|module|os|path|process|stream|url|util)"\)/;

/**
 * Makes each import of a part, as esbuild writes it, a function that loads at its first call. An import
 * for what it does when it is loaded goes: no module of ours, nor of a library that the command line
 * has, does anything then but make its own values. Lines stay where they are.
 */
function withLazyImports(code: string): string {
  const names = new Set<string>();
  const used = new Set(code.match(/\bimport_\w+\b(?= ?[.)])/g));
  const declared = code.replaceAll(
    /^var (import_\w+) = (.*\brequire\("[^"]+"\).*);$/gm,
    (found, name: string, load: string) => {
      if (!used.has(name)) return "";
      if (alwaysLoaded.test(load)) return found;
      names.add(name);
      return `let loaded_${name}; const ${name} = () => loaded_${name} ??= ${load};`;
    },
  );
  return declared.replaceAll(/\b(import_\w+)\b(?= ?[.)])/g, (found, name: string) =>
    names.has(name) ? `(${name}())` : found,
  );
}
