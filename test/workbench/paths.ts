import { join, resolve } from "node:path";

/** The checkout these scripts belong to. */
export const projectRoot = resolve(import.meta.dirname, "../..");

/** Everything downloaded or generated for tests; ignored by git, safe to delete. */
export const downloads = join(projectRoot, ".vscode-test");

/** Folder with logs, traces and screenshots of failures. */
export const testResults = join(projectRoot, "test-results");

/** The packaged extension, as `npm run package` writes it. */
export const packagedExtension = join(projectRoot, "dist", "model-registry.vsix");
