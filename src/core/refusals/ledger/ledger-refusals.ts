import * as l10n from "@vscode/l10n";
import { lossText, type LedgerLoss } from "../../model/ledger-loss.ts";
import type { WordTable } from "../word-table.ts";
import { appendFaultText, type AppendFault } from "./append-fault.ts";
import { lineProblemText, type LineProblem } from "./line-fault.ts";

/** Refusals and warnings about the ledger as a whole. */
export interface LedgerRefusals {
  readonly "ledger-damaged": {
    readonly code: "ledger-damaged";
    readonly file: string;
    readonly line: number;
    readonly problem: LineProblem;
  };
  readonly "ledger-damaged-anchor": {
    readonly code: "ledger-damaged";
    readonly file: string;
    readonly line: number;
    readonly problem: LineProblem;
  };
  readonly "events-lost": { readonly code: "ledger-missing"; readonly loss: LedgerLoss };
  readonly "events-perhaps-lost": {
    readonly code: "ledger-missing";
    readonly files: readonly string[];
  };
  readonly "bytes-without-ledger": { readonly code: "ledger-missing" };
  readonly "bytes-without-ledger-freeing": { readonly code: "ledger-missing" };
  readonly "newer-form": {
    readonly code: "read-only";
    /** Type of the event in a newer form. */
    readonly type: string;
    readonly v: number;
    /** The newest form that this release knows. */
    readonly known: number;
    /** The release that wrote it, where that is known. */
    readonly release?: string;
  };
  readonly "event-unknown": { readonly code: "invalid-request"; readonly event: string };
  readonly "nothing-lost": { readonly code: "invalid-request" };
  readonly "repair-outdated": { readonly code: "busy" };
  readonly "nothing-to-anchor": { readonly code: "invalid-request" };
  readonly "no-anchor": { readonly code: "invalid-request" };
  readonly "outcome-unknown": {
    readonly code: "outcome-unknown";
    readonly events: readonly string[];
    readonly fault: AppendFault;
  };
  readonly "ledger-file-changed": { readonly code: "busy"; readonly file: string };
  readonly "another-writer": { readonly code: "busy"; readonly path: string };
}

export const ledgerWords = {
  "ledger-damaged": {
    message: ({ file, line, problem }) =>
      l10n.t("The ledger is damaged in {0}, line {1}: {2}.", file, line, lineProblemText(problem)),
    details: ({ file, line }) => ({ file, line }),
  },
  "ledger-damaged-anchor": {
    message: ({ file, line, problem }) =>
      l10n.t(
        "The ledger can't be anchored: ledger/{0} is damaged in line {1}: {2}.",
        file,
        line,
        lineProblemText(problem),
      ),
  },
  "events-lost": {
    message: ({ loss }) => l10n.t("The ledger is not complete: {0}.", lossText(loss)),
    details: ({ loss: { files, versions, events } }) => ({
      files: files.map(({ file }) => file),
      versions: versions.map(({ id }) => id),
      ...(events !== undefined && { events }),
    }),
  },
  "events-perhaps-lost": {
    message: ({ files }) =>
      l10n.t(
        "The ledger may have lost events: registry.db, which was written elsewhere, knows more of {0}.",
        files.map((file) => `ledger/${file}`).join(", "),
      ),
    remedy: () =>
      l10n.t(
        "Compare the ledger with a backup before you write. If nothing is missing, go on: that index is kept as registry.db.before-loss.",
      ),
    details: ({ files }) => ({ files }),
  },
  "bytes-without-ledger": {
    message: () => strayBytes(),
    remedy: () =>
      l10n.t(
        "If the registry had versions, put their files back into .model-registry/ledger from a backup before you register. If a first registration was cut off, register again.",
      ),
  },
  "bytes-without-ledger-freeing": {
    message: () => strayBytes(),
    remedy: () =>
      l10n.t(
        "Restore it in .model-registry/ledger from a backup. If nothing of it is needed, remove .model-registry/artifacts by hand.",
      ),
  },
  "newer-form": {
    message: ({ type, v, known, release }) =>
      release === undefined
        ? l10n.t(
            "The registry can only be read: a newer release of Model Registry has written to it ({0}, form {1}; this release knows form {2}).",
            type,
            v,
            known,
          )
        : l10n.t(
            "The registry can only be read: release {0} of Model Registry has written to it ({1}, form {2}; this release knows form {3}).",
            release,
            type,
            v,
            known,
          ),
    remedy: () =>
      l10n.t(
        "Update Model Registry to change it. Versions recorded in the newer form are not shown.",
      ),
    details: ({ type, v, release }) => ({ type, v, ...(release !== undefined && { release }) }),
  },
  "event-unknown": {
    message: ({ event }) => l10n.t("There is no event {0} in this registry.", event),
  },
  "nothing-lost": {
    message: () => l10n.t("No event of the ledger is missing."),
    remedy: () => l10n.t("There is nothing to accept."),
  },
  "repair-outdated": {
    message: () => l10n.t("The ledger has changed since the repair was shown."),
    remedy: () => l10n.t("Look at it again; nothing was changed."),
  },
  "nothing-to-anchor": {
    message: () => l10n.t("There is nothing to anchor: the ledger has no event yet."),
    remedy: () => l10n.t("Register a model first."),
  },
  "no-anchor": {
    message: () => l10n.t("There is no anchor in this repository."),
  },
  "outcome-unknown": {
    message: ({ fault }) =>
      l10n.t("It is not known whether this was recorded: {0}.", appendFaultText(fault)),
    remedy: ({ events }) =>
      l10n.t(
        "Once the disk works again, look for event {0} in the log before you try again.",
        events.join(", "),
      ),
    details: ({ events }) => ({ events }),
  },
  "ledger-file-changed": {
    message: ({ file }) => l10n.t("The ledger file {0} changed while it was read.", file),
    remedy: () => l10n.t("Try again; nothing was changed."),
  },
  "another-writer": {
    message: ({ path }) => l10n.t("Another process wrote to {0} at the same time.", path),
    remedy: () => l10n.t("Try again; nothing was changed."),
  },
} satisfies WordTable<LedgerRefusals>;

function strayBytes(): string {
  return l10n.t(
    "Bytes are stored in .model-registry/artifacts, but there is no ledger that names them.",
  );
}
