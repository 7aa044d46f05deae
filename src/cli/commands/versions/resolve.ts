import type { Command } from "commander";
import { resolve } from "../../../registry/retrieval/resolve.ts";
import { addDespiteDamage, addHelp, referenceHelp } from "../../options.ts";
import { noteFormerName } from "../../references.ts";
import { artifactDocument, versionDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";

interface ResolveOptions {
  readonly artifact?: string;
  readonly despiteDamage: boolean;
}

/** Defines `model-registry resolve`. */
export function defineResolve(command: Command): void {
  addHelp(command, {
    examples: [
      "resolve fraud-detection@Production",
      "resolve fraud-detection@5 --artifact scaler.pkl",
    ],
  });
  addDespiteDamage(command)
    .argument("<reference>", referenceHelp)
    .option(
      "--artifact <path>",
      "one of its artifacts (default: the model, with its other files around it)",
    )
    .action((reference: string, options: ResolveOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const { artifact, despiteDamage } = options;
        const request = { reference, despiteDamage, ...(artifact !== undefined && { artifact }) };
        const resolution = await resolve(registry, request, task);
        noteFormerName(output, reference, resolution.version.model);
        output.path(
          {
            version: versionDocument(resolution.version),
            artifact: artifactDocument(resolution.artifact),
            path: resolution.path,
            isFolder: resolution.isFolder,
          },
          resolution.path,
        );
      }),
    );
}
