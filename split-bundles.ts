import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { transform, type BuildOptions, type OutputFile, type Plugin } from "esbuild";

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

/** Writes the parts as CommonJS, which Node.js loads in less time than modules of the other form. */
function asCommonJs(options: { readonly minify: boolean; readonly sourcemap: boolean }): Plugin {
  const write = async ({ path, text }: OutputFile): Promise<void> => {
    const { code, map } = await transform(text, {
      ...options,
      format: "cjs",
      platform: "node",
      target: "node20",
      supported: { "dynamic-import": false },
      legalComments: "none",
    });
    await mkdir(dirname(path), { recursive: true });
    const reference = `//# sourceMappingURL=${basename(path)}.map\n`;
    await writeFile(path, options.sourcemap ? code + reference : code);
    if (options.sourcemap) await writeFile(`${path}.map`, map);
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
