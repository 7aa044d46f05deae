import type { ConflictRemedy } from "../../core/state/merge-conflict.ts";
import { commandText } from "../../core/text/command-text.ts";

/** Returns the command that gives a conflict the other outcome. */
export function remedyCommand(remedy: ConflictRemedy): string {
  return commandText(["model-registry", ...words(remedy)]);
}

function words(remedy: ConflictRemedy): readonly string[] {
  switch (remedy.kind) {
    case "delete":
      return ["delete", remedy.reference, "--reason", "…"];
    case "move":
      return ["promote", remedy.reference, "--to", remedy.to];
    case "roll-back": {
      const { model, stage, number } = remedy;
      return ["rollback", model, "--stage", stage, "--to", String(number), "--reason", "…"];
    }
    case "set-alias":
      return ["alias", remedy.reference, remedy.alias];
  }
}

/** Adds the command, if there is one, to what it changes. */
export function withRemedy(text: string, remedy: ConflictRemedy | undefined): string {
  return remedy === undefined ? text : `${text}; to change it: ${remedyCommand(remedy)}`;
}
