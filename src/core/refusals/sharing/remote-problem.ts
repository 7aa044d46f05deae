import * as l10n from "@vscode/l10n";
import { lineProblemText, type LineProblem } from "../ledger/line-fault.ts";

/** Fault of a remote or of its answer. */
export type RemoteFault =
  | {
      readonly kind:
        | "head-no-json"
        | "no-head"
        | "no-entity-tag"
        | "no-upload-id"
        | "ssh-answer"
        | "lfs-answer"
        | "lfs-transfers"
        | "lfs-unencrypted"
        | "untold";
    }
  /** `field`: path in the head. */
  | { readonly kind: "head-invalid"; readonly field: string }
  | {
      readonly kind:
        "segment-missing" | "segment-changed" | "object-longer" | "object-changed" | "lfs-silent";
      readonly sha256: string;
    }
  /** `file`: of a ledger. */
  | { readonly kind: "other-ledger"; readonly file: string }
  /** Part of a ledger file that came and can't be taken. */
  | { readonly kind: "unusable-lines"; readonly file: string; readonly problem: LineProblem }
  /** `code`: S3's own, empty if there is none. */
  | { readonly kind: "status"; readonly status: number; readonly code: string }
  | { readonly kind: "lfs-status"; readonly status: number }
  | { readonly kind: "lfs-code"; readonly code: number };

/** Cause as the system or the remote tells it in a clause, or a fault that was found. */
export type RemoteProblem = string | RemoteFault;

type Kind = RemoteFault["kind"];
type Of<K extends Kind> = Extract<RemoteFault, { readonly kind: K }>;

/** Returns a problem in a clause: `its head is no JSON`. */
export function remoteProblemText(problem: RemoteProblem): string {
  return typeof problem === "string" ? problem : textOf(problem);
}

function textOf<K extends Kind>(fault: Of<K> & { readonly kind: K }): string {
  return texts[fault.kind](fault);
}

const texts: { readonly [K in Kind]: (fault: Of<K>) => string } = {
  "head-no-json": () => l10n.t("its head is no JSON"),
  "no-head": () => l10n.t("its branch has no head.json"),
  "no-entity-tag": () => l10n.t("its head has no entity tag"),
  "no-upload-id": () => l10n.t("it gives no id for an upload in parts"),
  "ssh-answer": () => l10n.t("git-lfs-authenticate answers something else"),
  "lfs-answer": () => l10n.t("its Git LFS server answers something else"),
  "lfs-transfers": () => l10n.t("its Git LFS server takes no basic transfers"),
  "lfs-unencrypted": () => l10n.t("its Git LFS server names a place without encryption"),
  untold: () => l10n.t("it failed"),
  "head-invalid": ({ field }) => l10n.t("its head is not valid: {0}", field),
  "segment-missing": ({ sha256 }) => l10n.t("the segment {0} is missing", sha256),
  "segment-changed": ({ sha256 }) => l10n.t("the segment {0} has other bytes", sha256),
  "object-longer": ({ sha256 }) => l10n.t("{0} is longer than it was", sha256),
  "object-changed": ({ sha256 }) => l10n.t("the bytes of {0} do not match it", sha256),
  "lfs-silent": ({ sha256 }) => l10n.t("its Git LFS server says nothing of {0}", sha256),
  "other-ledger": ({ file }) => l10n.t("{0} is of another registry", file),
  "unusable-lines": ({ file, problem }) => `${file}: ${lineProblemText(problem)}`,
  status: ({ status, code }) => {
    const text = l10n.t("it answers with status {0}", status);
    return code === "" ? text : `${text} (${code})`;
  },
  "lfs-status": ({ status }) => l10n.t("its Git LFS server answers with status {0}", status),
  "lfs-code": ({ code }) => l10n.t("its Git LFS server answers with code {0}", code),
};
