import type { Command } from "commander";
import { count, formatBytes } from "../../../core/text/format.ts";
import { verify } from "../../../registry/audit/verify.ts";
import { exitCodes } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { withRemedy } from "../../report/conflict-remedy.ts";
import { run } from "../../run.ts";

/** Defines `model-registry verify`. */
export function defineVerify(command: Command): void {
  addHelp(command, {
    more:
      "Every line is read anew against its checksum and chain, every artifact against its digest; " +
      `if anything is found, the exit code is ${exitCodes.damaged}.`,
    examples: ["verify", "verify --json | jq .findings"],
  }).action((_options: unknown, command: Command) =>
    run(command, async ({ registry, output, task }) => {
      const verification = await verify(registry, {}, task);
      const { ledgerFiles, events, artifacts, bytes, elsewhere, away, findings } = verification;
      const notes = verification.notes.map(({ where, problem, remedy }) => ({
        where,
        problem: withRemedy(problem, remedy),
      }));
      const read =
        `${count(events, "event")} in ${count(ledgerFiles, "ledger file")}, ` +
        `${count(artifacts, "artifact")} (${formatBytes(bytes)})` +
        (elsewhere === 0 ? "" : `; not checked: ${count(elsewhere, "file")} kept elsewhere`) +
        (away === 0 ? "" : `; not here: ${count(away, "artifact")}, which the remote keeps`);
      const document = {
        sound: findings.length === 0,
        ledgerFiles,
        events,
        artifacts,
        bytes,
        elsewhere,
        away,
        findings,
        notes,
      };
      const noted = notes.map(({ where, problem }) => `Note: ${where}: ${problem}`);
      if (findings.length === 0) {
        output.done(document, [...noted, `Everything is as it was recorded: ${read}`]);
        return;
      }
      output.answer(document, [
        ...findings.map(({ where, problem }) => `${where}: ${problem}`),
        ...noted,
        `${count(findings.length, "finding")} in ${read}`,
      ]);
      process.exitCode = exitCodes.damaged;
    }),
  );
}
