import * as l10n from "@vscode/l10n";
import { formatBytes } from "../../text/format.ts";
import { formatNumber } from "../../text/language.ts";

/** Fault of a link that is not followed. */
export type LinkFault =
  | "dangling-link"
  | "circular-link"
  | "link-to-folder"
  | "link-to-special-file"
  | "link-out-of-folder";

/** Fault of a file or folder that somebody named. */
export type FileFault =
  | {
      readonly kind:
        | LinkFault
        | "missing"
        | "not-permitted"
        | "folder"
        | "pipe"
        | "socket"
        | "device"
        | "neither-file-nor-folder"
        | "link-out-of-workspace"
        | "link-into-itself"
        | "workspace-folder"
        | "outside-workspace"
        | "changed"
        | "no-uri"
        | "no-database"
        | "in-use"
        | "no-history"
        | "no-runs";
    }
  /** `error`: of the operating system. */
  | { readonly kind: "system"; readonly error: string }
  /** Bytes. */
  | { readonly kind: "too-large" | "too-much-yaml"; readonly most: number }
  | { readonly kind: "too-many-files" | "too-many-packages"; readonly most: number }
  | { readonly kind: "encoding"; readonly encoding: string }
  /** `error`: of the parser. */
  | { readonly kind: "syntax"; readonly format: "JSON" | "YAML" | "TOML"; readonly error: string }
  /** `error`: clause about a field of a metadata file. */
  | { readonly kind: "metadata"; readonly error: string }
  | {
      readonly kind: "pointer";
      readonly tool: string;
      /** File or folder that it stands for, if it has another name. */
      readonly target?: string;
      /** Bytes that it stands for, where they are known. */
      readonly size?: number;
      /** Number of other pointers. */
      readonly others: number;
    };

type Kind = FileFault["kind"];
type Of<K extends Kind> = Extract<FileFault, { readonly kind: K }>;

/** Returns a fault in a sentence: `data.csv, line 3 is not UTF-8 text.` */
export function faultText(file: string, line: number | undefined, fault: FileFault): string {
  const place = line === undefined ? file : l10n.t("{0}, line {1}", file, line);
  return textOf(place, fault);
}

function textOf<K extends Kind>(place: string, fault: Of<K> & { readonly kind: K }): string {
  return texts[fault.kind](place, fault);
}

const texts: { readonly [K in Kind]: (place: string, fault: Of<K>) => string } = {
  missing: (place) => l10n.t("{0} does not exist.", place),
  "not-permitted": (place) => l10n.t("{0} may not be read.", place),
  folder: (place) => l10n.t("{0} is a folder.", place),
  pipe: (place) => l10n.t("{0} is a named pipe, not a regular file.", place),
  socket: (place) => l10n.t("{0} is a socket, not a regular file.", place),
  device: (place) => l10n.t("{0} is a device, not a regular file.", place),
  "neither-file-nor-folder": (place) => l10n.t("{0} is neither a file nor a folder.", place),
  "dangling-link": (place) => l10n.t("{0} is a link that leads nowhere.", place),
  "circular-link": (place) => l10n.t("{0} is a link that leads to itself.", place),
  "link-to-folder": (place) => l10n.t("{0} is a link to a folder.", place),
  "link-to-special-file": (place) =>
    l10n.t("{0} is a link to something that is no regular file.", place),
  "link-out-of-folder": (place) => l10n.t("{0} is a link that leads out of its folder.", place),
  "link-out-of-workspace": (place) =>
    l10n.t("{0} is a link that leads out of the workspace.", place),
  "link-into-itself": (place) =>
    l10n.t("{0} is a link to a folder that is part of the data already.", place),
  "workspace-folder": (place) => l10n.t("{0} is the workspace folder.", place),
  "outside-workspace": (place) => l10n.t("{0} is outside of the workspace.", place),
  changed: (place) => l10n.t("{0} was changed while it was being read.", place),
  "no-uri": (place) => l10n.t("{0} is not a URI.", place),
  "no-database": (place) => l10n.t("{0} is not a sound database.", place),
  "in-use": (place) => l10n.t("{0} is being written by another program.", place),
  "no-runs": (place) => l10n.t("{0} has no runs of W&B, DVC or DVCLive.", place),
  "no-history": (place) => l10n.t("{0} has no metrics by step or epoch.", place),
  system: (place, { error }) => l10n.t("{0} can't be read ({1}).", place, error),
  "too-large": (place, { most }) => l10n.t("{0} is larger than {1}.", place, binarySize(most)),
  "too-much-yaml": (place, { most }) =>
    l10n.t("{0} has more than {1} of YAML.", place, binarySize(most)),
  "too-many-files": (place, { most }) =>
    l10n.t("{0} has more than {1} files and folders.", place, formatNumber(most)),
  "too-many-packages": (place, { most }) =>
    l10n.t("{0} names more than {1} packages.", place, most),
  encoding: (place, { encoding }) => l10n.t("{0} is not {1} text.", place, encoding),
  syntax: (place, { format, error }) => l10n.t("{0} is not valid {1}: {2}.", place, format, error),
  metadata: (place, { error }) => l10n.t("{0} is no metadata file: {1}.", place, error),
  pointer: pointerText,
};

function pointerText(
  place: string,
  { tool, target = l10n.t("the file itself"), size, others }: Of<"pointer">,
): string {
  const absent = size === undefined ? target : `${target} (${formatBytes(size)})`;
  if (others === 0)
    return l10n.t("{0} is only a pointer of {1}: {2} is not here.", place, tool, absent);
  return others === 1
    ? l10n.t(
        "{0} is only a pointer of {1}: {2} is not here, and so it is with 1 other file.",
        place,
        tool,
        absent,
      )
    : l10n.t(
        "{0} is only a pointer of {1}: {2} is not here, and so it is with {3} other files.",
        place,
        tool,
        absent,
        formatNumber(others),
      );
}

/** Returns a size in the units in which it was chosen: `256 KiB`, `8 MiB`. */
function binarySize(bytes: number): string {
  const mebibyte = 1024 * 1024;
  return bytes < mebibyte ? `${bytes / 1024} KiB` : `${bytes / mebibyte} MiB`;
}

/** Remedy for a file with a fault. */
export type FileAdvice =
  | "check-and-choose"
  | "check-or-leave-out"
  | "check-path"
  | "check-path-and-choose"
  | "check-permission"
  | "check-target"
  | "choose-file-or-folder"
  | "choose-other"
  | "choose-smaller"
  | "copy-into-workspace"
  | "correct"
  | "correct-metadata"
  | "list-one-environment"
  | "name-itself"
  | "pack"
  | "save-as-utf8"
  | "wait"
  | "write-as-json"
  | "write-history"
  | "write-uri"
  /** Command that fetches the bytes. */
  | { readonly fetch: string };

/** Returns a remedy in whole sentences. */
export function adviceText(advice: FileAdvice): string {
  return typeof advice === "object" ? l10n.t("Fetch first: {0}", advice.fetch) : advices[advice]();
}

const advices: Readonly<Record<Extract<FileAdvice, string>, () => string>> = {
  "check-and-choose": () => l10n.t("Check the file and choose it again, or choose another."),
  "check-or-leave-out": () => l10n.t("Check the file and try again, or leave it out."),
  "check-path": () => l10n.t("Check the path."),
  "check-path-and-choose": () => l10n.t("Check the path and choose it again."),
  "check-permission": () => l10n.t("Check that it may be read."),
  "check-target": () => l10n.t("Check what the link points to, or name the file itself."),
  "choose-file-or-folder": () => l10n.t("Choose a file or a folder."),
  "choose-other": () => l10n.t("Leave it out, or choose something else."),
  "choose-smaller": () => l10n.t("Choose a smaller file with only the values to record."),
  "copy-into-workspace": () => l10n.t("Copy the data into a folder of the workspace."),
  correct: () => l10n.t("Correct the file, or choose another."),
  "correct-metadata": () => l10n.t("Correct it (docs/METADATA.md), or leave the file out."),
  "list-one-environment": () =>
    l10n.t("Choose the file that lists the packages of this environment alone."),
  "name-itself": () => l10n.t("Name the file or folder itself."),
  pack: () => l10n.t("Pack the data into one file, or choose a file that lists it."),
  "save-as-utf8": () => l10n.t("Save it with the encoding UTF-8 and try again."),
  wait: () => l10n.t("Wait until nothing writes to it and try again."),
  "write-as-json": () => l10n.t("Write it as JSON."),
  "write-history": () =>
    l10n.t(
      "Choose a table with a column step or epoch, trainer_state.json, a dvclive folder, or a run of MLflow or W&B.",
    ),
  "write-uri": () => l10n.t("Write it as s3://bucket/key, with %20 for a space."),
};
