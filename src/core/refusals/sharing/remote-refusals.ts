import * as l10n from "@vscode/l10n";
import type { WordTable } from "../word-table.ts";
import { remoteProblemText, type RemoteProblem } from "./remote-problem.ts";

/**
 * Refusals of what shares a registry. `address` names the remote as the policy does, without a
 * secret.
 */
export interface RemoteRefusals {
  readonly "no-remote": { readonly code: "no-remote" };
  readonly "remote-address-invalid": { readonly code: "invalid-request"; readonly address: string };
  readonly "remote-address-secret": { readonly code: "invalid-request" };
  readonly "remote-not-approved": {
    readonly code: "remote-not-approved";
    readonly address: string;
  };
  readonly "remote-unreachable": {
    readonly code: "remote-unreachable";
    readonly address: string;
    readonly problem: RemoteProblem;
  };
  readonly "remote-denied": {
    readonly code: "remote-denied";
    readonly address: string;
    readonly problem: RemoteProblem;
  };
  readonly "remote-damaged": {
    readonly code: "remote-damaged";
    readonly address: string;
    readonly problem: RemoteProblem;
  };
  readonly "remote-went-back": {
    readonly code: "remote-damaged";
    readonly address: string;
    /** Ledger file that was longer before. */
    readonly file: string;
  };
  readonly "remote-newer": { readonly code: "read-only"; readonly address: string };
  readonly "remote-other-registry": {
    readonly code: "other-registry";
    readonly address: string;
  };
  readonly "ledger-diverged": {
    readonly code: "ledger-damaged";
    readonly address: string;
    /** Ledger file that has other lines there than here. */
    readonly file: string;
  };
  readonly "remote-busy": { readonly code: "busy"; readonly address: string };
  readonly "remote-object-missing": {
    readonly code: "artifact-missing";
    readonly address: string;
    readonly sha256: string;
  };
  readonly "remote-object-too-large": {
    readonly code: "invalid-request";
    readonly address: string;
    /** Bytes. */
    readonly size: number;
    readonly limit: number;
  };
  readonly "s3-credentials-missing": { readonly code: "remote-denied"; readonly address: string };
  readonly "git-remote-unknown": { readonly code: "invalid-request"; readonly name: string };
  readonly "git-missing": { readonly code: "invalid-request" };
  readonly "offline-refused": {
    readonly code: "remote-unreachable";
    readonly address: string;
    readonly problem: RemoteProblem;
  };
  readonly "remote-key-not-placed": { readonly code: "invalid-request"; readonly address: string };
}

export const remoteWords = {
  "no-remote": {
    message: () => l10n.t("The policy of this registry names no remote to share it through."),
  },
  "remote-address-invalid": {
    message: ({ address }) => l10n.t("“{0}” is not the address of a remote.", address),
    remedy: () =>
      l10n.t(
        "Give a folder (/mnt/models, ../models), a git repository (git+origin, git+https://host/repository.git, git+ssh://git@host/repository.git), a bucket (s3://bucket/prefix), or a database (postgres://host/database?objects=s3://bucket/prefix).",
      ),
  },
  "remote-address-secret": {
    message: () => l10n.t("The address of the remote has a password or token in it."),
    remedy: () =>
      l10n.t(
        "Leave it out: the policy is committed. git asks its credential helpers, and ssh its keys.",
      ),
  },
  "remote-not-approved": {
    message: ({ address }) =>
      l10n.t("The remote {0} has not been approved on this machine.", address),
    details: ({ address }) => ({ address }),
  },
  "remote-unreachable": {
    message: ({ address, problem }) =>
      l10n.t("The remote {0} can't be reached: {1}.", address, remoteProblemText(problem)),
    remedy: () =>
      l10n.t("Check the connection and try again. What is registered here is kept until then."),
    details: ({ address }) => ({ address }),
  },
  "remote-denied": {
    message: ({ address, problem }) =>
      l10n.t("The remote {0} does not allow this: {1}.", address, remoteProblemText(problem)),
    remedy: () =>
      l10n.t("Check the credentials and what they permit. What is registered here is kept."),
    details: ({ address }) => ({ address }),
  },
  "remote-damaged": {
    message: ({ address, problem }) =>
      l10n.t(
        "What the remote {0} has is not what was put there: {1}.",
        address,
        remoteProblemText(problem),
      ),
    remedy: () =>
      l10n.t("Nothing of it was taken. Restore the remote from a backup, then try again."),
    details: ({ address }) => ({ address }),
  },
  "remote-went-back": {
    message: ({ address, file }) =>
      l10n.t("The remote {0} has less of {1} than it had before.", address, file),
    details: ({ address, file }) => ({ address, file }),
  },
  "remote-newer": {
    message: ({ address }) => l10n.t("A newer release wrote the remote {0}.", address),
    remedy: () => l10n.t("Install that release here, too."),
    details: ({ address }) => ({ address }),
  },
  "remote-other-registry": {
    message: ({ address }) =>
      l10n.t("The remote {0} shares another registry than this folder has.", address),
    details: ({ address }) => ({ address }),
  },
  "ledger-diverged": {
    message: ({ address, file }) =>
      l10n.t("The ledger file {0} goes on differently here and in the remote {1}.", file, address),
    remedy: () =>
      l10n.t(
        "Two folders wrote to one file, or one was restored from a backup. Move the file out of .model-registry/ledger, exchange again, and register anew what only it has.",
      ),
    details: ({ address, file }) => ({ address, file }),
  },
  "remote-busy": {
    message: ({ address }) =>
      l10n.t("Others changed the registry in {0} each time that this was tried.", address),
    remedy: () => l10n.t("Try again; nothing was changed."),
    details: ({ address }) => ({ address }),
  },
  "remote-object-missing": {
    message: ({ address, sha256 }) =>
      l10n.t("The bytes with the SHA-256 {0} are neither here nor in {1}.", sha256, address),
    remedy: () => l10n.t("Push them from the machine that registered them, then try again."),
    details: ({ address, sha256 }) => ({ address, sha256 }),
  },
  "remote-object-too-large": {
    message: ({ address, size, limit }) =>
      l10n.t(
        "A file of {0} bytes is too large for {1}: a git repository without Git LFS takes {2} bytes at most.",
        size,
        address,
        limit,
      ),
    remedy: () =>
      l10n.t(
        "Switch on Git LFS for that repository, or share through a bucket or a folder instead.",
      ),
    details: ({ address, size, limit }) => ({ address, size, limit }),
  },
  "s3-credentials-missing": {
    message: ({ address }) => l10n.t("No credentials for {0} were found on this machine.", address),
    remedy: () =>
      l10n.t(
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or keep them in ~/.aws/credentials, as the AWS command line does; AWS_PROFILE chooses a profile there.",
      ),
    details: ({ address }) => ({ address }),
  },
  "git-remote-unknown": {
    message: ({ name }) => l10n.t("The git repository here has no remote named {0}.", name),
    remedy: () => l10n.t("Add it with “git remote add”, or give the address of the repository."),
    details: ({ name }) => ({ name }),
  },
  "git-missing": {
    message: () => l10n.t("git is needed to share through a git repository, and is not installed."),
    remedy: () => l10n.t("Install git, or share through a folder."),
  },
  "offline-refused": {
    message: ({ address, problem }) =>
      l10n.t(
        "The policy allows this only while the remote {0} can be reached, and it can't: {1}.",
        address,
        remoteProblemText(problem),
      ),
    remedy: () => l10n.t("Try again when it can; nothing was changed."),
    details: ({ address }) => ({ address }),
  },
  "remote-key-not-placed": {
    message: ({ address }) =>
      l10n.t("The remote {0} could not be written into the policy.", address),
    remedy: () => l10n.t("Write “remote: …” into .model-registry/policy.yaml by hand."),
  },
} satisfies WordTable<RemoteRefusals>;
