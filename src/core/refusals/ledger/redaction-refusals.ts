import * as l10n from "@vscode/l10n";
import type { FieldObstacle } from "../../redaction/redactable-field.ts";
import type { WordTable } from "../word-table.ts";

/** Reason why something that was found stays where it is. */
export type RedactionObstacle =
  | FieldObstacle
  /** Bytes of a version that is in use. */
  | "in-use"
  /** Bytes of a version's own file, which are removed only if the file is named. */
  | "own-file"
  /** A file that people keep themselves. */
  | "own-text";

/** Refusals of taking something out of the registry. */
export interface RedactionRefusals {
  readonly "redaction-nothing-found": { readonly code: "invalid-request" };
  readonly "redaction-refused": {
    readonly code: "invalid-request";
    /** Value that was found first: `tags.owner of fraud 3`. */
    readonly what: string;
    readonly obstacle: RedactionObstacle;
  };
  readonly "redaction-text-short": { readonly code: "invalid-request"; readonly least: number };
  readonly "bytes-redacted": {
    readonly code: "invalid-request";
    readonly path: string;
    /** Event that says so. */
    readonly event: string;
  };
}

export const redactionWords = {
  "redaction-nothing-found": {
    message: () => l10n.t("There is nothing of that in the registry."),
    remedy: () => l10n.t("A text is looked for as it is written, upper and lower case apart."),
  },
  "redaction-refused": {
    message: ({ what, obstacle }) =>
      l10n.t("{0} can't be redacted: {1}.", what, obstacleText(obstacle)),
    remedy: () => l10n.t("Nothing was changed."),
  },
  "redaction-text-short": {
    message: ({ least }) =>
      l10n.t("A text to look for must have at least {0} characters.", String(least)),
    remedy: () => l10n.t("Name the value instead."),
  },
  "bytes-redacted": {
    message: ({ path, event }) =>
      l10n.t("The bytes of {0} were redacted by event {1}, so they can't be stored.", path, event),
    remedy: () => l10n.t("Register a file without what was taken out."),
    details: ({ event }) => ({ event }),
  },
} satisfies WordTable<RedactionRefusals>;

/** Returns why something stays, in a clause. */
export function obstacleText(obstacle: RedactionObstacle): string {
  return {
    name: () => l10n.t("it is the name of a value, which other events refer to"),
    decides: () => l10n.t("clones would come to different states without it"),
    "no-text": () => l10n.t("it is no text and no parameter"),
    "open-request": () =>
      l10n.t("the request for approval is open, and who made it may not approve it"),
    form: () => l10n.t("the line could not be read without it"),
    "in-use": () => l10n.t("the version is in use; move it out of its stage first"),
    "own-file": () => l10n.t("it is a file of the version; name it to remove its bytes"),
    "own-text": () => l10n.t("people edit that file; change it there"),
  }[obstacle]();
}
