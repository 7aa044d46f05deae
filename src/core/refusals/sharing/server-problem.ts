import * as l10n from "@vscode/l10n";

/** Fault of another server or of its answer. */
export type ServerFault =
  | {
      readonly kind:
        | "no-url"
        | "redirects-upload"
        | "too-large"
        | "no-mlflow"
        | "no-hub"
        | "no-lfs"
        | "no-commit"
        | "no-upload-modes";
    }
  | { readonly kind: "status"; readonly status: number }
  /** `place`: URI of artifacts that the server does not hand on. */
  | { readonly kind: "takes-no-uploads"; readonly place: string }
  | { readonly kind: "file-not-storable" | "other-bytes"; readonly path: string }
  /** `model`: id on a hub. */
  | { readonly kind: "too-many-files"; readonly model: string }
  /** Bytes. */
  | {
      readonly kind: "broke-off";
      readonly path: string;
      readonly written: number;
      readonly size: number;
    };

/** Cause as the system or the server tells it in a clause, or a fault that was found. */
export type ServerProblem = string | ServerFault;

type Kind = ServerFault["kind"];
type Of<K extends Kind> = Extract<ServerFault, { readonly kind: K }>;

/** Returns a problem in a clause: `its answer is too large`. */
export function serverProblemText(problem: ServerProblem): string {
  return typeof problem === "string" ? problem : textOf(problem).slice(0, 500);
}

function textOf<K extends Kind>(fault: Of<K> & { readonly kind: K }): string {
  return texts[fault.kind](fault);
}

const texts: { readonly [K in Kind]: (fault: Of<K>) => string } = {
  "no-url": () => l10n.t("its address is no URL"),
  "redirects-upload": () => l10n.t("it redirects an upload"),
  "too-large": () => l10n.t("its answer is too large"),
  "no-mlflow": () => l10n.t("its answer is none of MLflow's"),
  "no-hub": () => l10n.t("its answer does not have the form of a hub"),
  "no-lfs": () => l10n.t("its answer is none of Git LFS"),
  "no-commit": () => l10n.t("its answer names no commit"),
  "no-upload-modes": () => l10n.t("it does not say how it keeps files"),
  status: ({ status }) => l10n.t("it answers with status {0}", status),
  "takes-no-uploads": ({ place }) => l10n.t("it takes no uploads, its artifacts are at {0}", place),
  "file-not-storable": ({ path }) => l10n.t("it has a file that can't be stored here ({0})", path),
  "other-bytes": ({ path }) => l10n.t("it sent other bytes of {0} than it has", path),
  "too-many-files": ({ model }) => l10n.t("{0} has too many files", model),
  "broke-off": ({ path, written, size }) =>
    l10n.t("{0} broke off after {1} of {2} bytes", path, written, size),
};
