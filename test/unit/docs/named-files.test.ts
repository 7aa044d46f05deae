import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../workbench/paths.ts";
import { codeOf, readDocuments } from "./documents.ts";

/** A path with a folder and an ending; those of people's own files have other endings. */
const sourceFile = /^[\w.-]+(?:\/[\w.-]+)+\.(?:ts|mjs|spec|test)$/;

/** Documents name files from the project's root, or from src/. */
const roots = ["", "src"];

describe("source files that documents name", async () => {
  const documents = await readDocuments();
  const named = documents
    .filter(({ path }) => path !== "CHANGELOG.md")
    .flatMap((document) =>
      codeOf(document).flatMap(({ text }) =>
        sourceFile.test(text) ? [{ document: document.path, file: text }] : [],
      ),
    );

  it("exist", () => {
    expect(named.length).toBeGreaterThan(50);
    const missing = named.filter(
      ({ file }) => !roots.some((root) => existsSync(join(projectRoot, root, file))),
    );
    expect(missing).toEqual([]);
  });
});
