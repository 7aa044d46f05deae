import type { Command } from "commander";
import { count } from "../../../core/text/format.ts";
import { checkAnchors, writeAnchor } from "../../../registry/audit/anchor.ts";
import { exitCodes } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { run } from "../../run.ts";

interface AnchorOptions {
  readonly check?: boolean;
  readonly tag?: boolean;
}

/** Defines `model-registry anchor`. */
export function defineAnchor(command: Command): void {
  addHelp(command, {
    more:
      "A note on HEAD (git notes --ref=model-registry) or an annotated tag holds the length and " +
      "last hash of each ledger file. Push it: what is only here can be rewritten here. " +
      `With --check, the exit code for a ledger that was cut or rewritten since is ${exitCodes.damaged}.`,
    examples: ["anchor", "anchor --tag", "anchor --check --json"],
  })
    .option("--tag", "write an annotated tag instead of a note")
    .option("--check", "check all anchors instead of writing one")
    .action(({ check = false, tag = false }: AnchorOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        if (!check) {
          const written = await writeAnchor(registry, { kind: tag ? "tag" : "note" }, task);
          output.done(written, [`Ledger anchored: ${written.place}`]);
          return;
        }
        const { anchors, findings } = await checkAnchors(registry, {}, task);
        const document = { holds: findings.length === 0, anchors, findings };
        if (findings.length === 0) {
          output.done(document, [`The ledger is as it was anchored: ${count(anchors, "anchor")}`]);
          return;
        }
        output.answer(
          document,
          findings.map(({ where, problem }) => `${where}: ${problem}`),
        );
        process.exitCode = exitCodes.damaged;
      }),
    );
}
