import type { Command } from "commander";
import { versionTitle } from "../../../core/state/version.ts";
import { count, formatBytes } from "../../../core/text/format.ts";
import { copyIntoRegistry } from "../../../registry/retrieval/copy-into-registry.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { versionOf } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";

/** Defines `model-registry fetch`. */
export function defineFetch(command: Command): void {
  addHelp(command, {
    more:
      "Files of a shared registry that are not here come from the remote; files that were registered with " +
      "--reference are copied from where they are. Each is verified in the copy, and stays for as long as " +
      "the version does.",
    examples: ["fetch fraud-detection@Production", "fetch llm@3"],
  })
    .argument("<reference>", referenceHelp)
    .action((reference: string, _options: unknown, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const { id } = await versionOf({ registry, output }, reference);
        const { version, files, bytes } = await copyIntoRegistry(registry, { version: id }, task);
        output.done({ version: versionDocument(version), files, bytes }, [
          files.length === 0
            ? `All files of ${versionTitle(version)} are in the registry.`
            : `${versionTitle(version)}: ${count(files.length, "file")} (${formatBytes(bytes)}) copied into the registry`,
          ...files.map((file) => `  ${file}`),
        ]);
      }),
    );
}
