// Builds every bundle into dist/: extension, registry worker, CLI, webview pages.
import "./require-node.mjs";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { build as bundle, context } from "esbuild";

// Imported once Node is known to read .ts files.
const { cliBundle, workerBundle } = await import("./split-bundles.ts");
const { policyJsonSchema } = await import("./src/core/policy/policy-file.ts");
const { writeTranslatableTexts } = await import("./translatable-texts.ts");
const { thirdPartyNotices } = await import("./third-party-notices.ts");

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");
const require = createRequire(import.meta.url);

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  // What the comments say is in THIRD-PARTY-NOTICES.txt.
  legalComments: "none",
  metafile: true,
  logLevel: watch ? "info" : "warning",
};

/** Node 20 is the oldest extension host that engines.vscode admits. */
const node = {
  ...common,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
};

/** Bundles what is imported as `inline-worker:…` into a text, from which a page starts a worker. */
const inlineWorkers = {
  name: "inline-worker",
  setup(build) {
    build.onResolve({ filter: /^inline-worker:/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(/^inline-worker:/, "")),
      namespace: "inline-worker",
    }));
    build.onLoad({ filter: /.*/, namespace: "inline-worker" }, async ({ path }) => {
      const made = await bundle({
        ...common,
        entryPoints: [path],
        sourcemap: false,
        write: false,
        platform: "browser",
        target: "es2022",
        format: "iife",
      });
      const inputs = Object.keys(made.metafile.inputs);
      return { contents: made.outputFiles[0].text, loader: "text", watchFiles: inputs };
    });
  },
};

/** The command line and what it loads: all that its package has. */
const commandLine = {
  ...cliBundle("dist", { minify: production, sourcemap: !production }),
  metafile: true,
};

const bundles = [
  commandLine,
  {
    ...node,
    entryPoints: { extension: "src/extension.ts" },
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
  },
  {
    ...workerBundle("dist", { minify: production, sourcemap: !production }),
    metafile: true,
  },
  {
    ...common,
    entryPoints: {
      version: "webview/version/main.ts",
      model: "webview/model/main.ts",
      compare: "webview/compare/main.ts",
      lineage: "webview/lineage/main.ts",
      inspect: "webview/inspect/main.ts",
      audit: "webview/audit/main.ts",
      retention: "webview/retention/main.ts",
      monitoring: "webview/monitoring/main.ts",
      abtest: "webview/abtest/main.ts",
      run: "webview/run/main.ts",
      import: "webview/import/main.ts",
    },
    outdir: "dist/webview",
    platform: "browser",
    target: "es2022",
    format: "esm",
    plugins: [inlineWorkers],
    // Not split: VS Code serves each file of a page slowly, and one that imports others comes first.
  },
];

const engine = [require.resolve("sql.js/dist/sql-wasm.wasm"), "dist/sql-wasm.wasm"];
const packageAssets = [
  engine,
  [require.resolve("@vscode/codicons/dist/codicon.css"), "dist/webview/codicon.css"],
  [require.resolve("@vscode/codicons/dist/codicon.ttf"), "dist/webview/codicon.ttf"],
];
const assets = [
  ...packageAssets,
  ["webview/ui/page.css", "dist/webview/page.css"],
  // For extensions that use this one.
  ["src/editor/api/model-registry.ts", "dist/model-registry.d.ts"],
];

/** The `model-registry` command for the integrated terminal, on the Node that VS Code brings. */
const shims = {
  "model-registry": `#!/bin/sh
ELECTRON_RUN_AS_NODE=1 exec "\${MODEL_REGISTRY_NODE:-node}" "$(dirname "$0")/../cli.js" "$@"
`,
  "model-registry.cmd": `@echo off\r
setlocal\r
set ELECTRON_RUN_AS_NODE=1\r
if not defined MODEL_REGISTRY_NODE set MODEL_REGISTRY_NODE=node\r
"%MODEL_REGISTRY_NODE%" "%~dp0..\\cli.js" %*\r
`,
};

await rm("dist", { recursive: true, force: true });
for (const [from, to] of assets) {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}
await mkdir("dist/bin");
for (const [name, text] of Object.entries(shims)) {
  await writeFile(`dist/bin/${name}`, text, { mode: 0o755 });
}
// The package is "type": "module"; what is built here for Node is CommonJS.
await writeFile("dist/package.json", '{ "type": "commonjs" }\n');
// From the schema that parses the file, so that what editors accept is what the registry accepts.
await writeFile("dist/policy.schema.json", `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
// For language packs, and whoever translates what is packaged. Running the extension needs none.
if (production) await writeTranslatableTexts(import.meta.dirname);

if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const built = await Promise.all(bundles.map((options) => bundle(options)));
  await writeNotices("dist/THIRD-PARTY-NOTICES.txt", built, packageAssets);
  await writeNotices(
    "dist/THIRD-PARTY-NOTICES.cli.txt",
    [built[bundles.indexOf(commandLine)]],
    [engine],
  );
}

/** Writes the notices of the packages that bundles and copied assets are made of. */
async function writeNotices(file, built, copied) {
  const inputs = built
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .filter((path) => !path.startsWith("inline-worker:"));
  const assets = copied.map(([from]) => relative(".", from));
  await writeFile(file, await thirdPartyNotices([...inputs, ...assets]));
}
