import * as z from "zod";
import { StoredBytes } from "./artifact.ts";
import { Dataset, FeatureSet } from "./data/dataset.ts";
import { RecordedHistory } from "./data/metric-history.ts";
import { Uri } from "./data/uri.ts";
import { CommitId, Timestamp } from "./ids.ts";
import { ModelMetadata } from "./inspection/model-metadata.ts";
import { Environment } from "./recipe/environment.ts";
import { ExactNumber } from "./recipe/exact-number.ts";
import { BoundedJsonObject } from "./recipe/json-value.ts";

/**
 * The recipe of a model version: a version is a function of data, code, hyperparameters and
 * environment, and this is what is known of each.
 */

const ShortText = z.string().max(4096);

/** A person or program that acts. Unauthenticated: it is what `source` says. */
export const Actor = z.lazy(() =>
  z
    .object({
      name: z.string().min(1).max(256),
      email: z.string().max(256).optional(),
      /**
       * Origin of the identity: a variable of the environment, git's configuration or the account of
       * the operating system. Absent from events that were recorded before it was known.
       */
      source: z.enum(["environment", "git-config", "account"]).optional(),
    })
    .readonly(),
);
export type Actor = z.infer<typeof Actor>;

/** Metric values by dotted key, e.g. `test.auc`. Finite numbers only. */
export const Metrics = z.lazy(() => z.record(z.string().min(1).max(250), z.number()).readonly());
export type Metrics = z.infer<typeof Metrics>;

export const ParameterValue = z.lazy(() =>
  z.union([z.string().max(6000), z.number(), z.boolean(), z.null(), ExactNumber]),
);
export type ParameterValue = z.infer<typeof ParameterValue>;

/** Hyperparameters by dotted key, e.g. `model.max_depth`. */
export const Parameters = z.lazy(() =>
  z.record(z.string().min(1).max(250), ParameterValue).readonly(),
);
export type Parameters = z.infer<typeof Parameters>;

/** The run of an experiment that produced the version, as the tool that tracked it names it. */
export const RunReference = z.lazy(() =>
  z
    .object({
      id: z.string().min(1).max(256),
      name: z.string().min(1).max(256).optional(),
      experiment: z.string().min(1).max(256).optional(),
      uri: Uri.optional(),
      start: Timestamp.optional(),
      end: Timestamp.optional(),
    })
    .readonly(),
);
export type RunReference = z.infer<typeof RunReference>;

/** The command line that produced the version. */
export const RunCommand = z.lazy(() =>
  z
    .object({
      line: z.string().min(1).max(32_768),
      /**
       * Folder in which it was run, relative to the workspace folder; if absent, the workspace folder
       * itself.
       */
      folder: ShortText.optional(),
    })
    .readonly(),
);
export type RunCommand = z.infer<typeof RunCommand>;

/**
 * A submodule of the repository: the commit that was checked out in it, and whether that, or any
 * file in it, is other than the repository's own commit says.
 */
export const Submodule = z.lazy(() =>
  z.object({ path: ShortText, commit: CommitId, changed: z.boolean() }).readonly(),
);
export type Submodule = z.infer<typeof Submodule>;

/**
 * State of the git repository at registration; of an imported version, the commit that last changed
 * its files, without a branch.
 */
export const GitState = z.lazy(() =>
  z
    .object({
      commit: CommitId,
      /** Absent when HEAD is detached. */
      branch: ShortText.optional(),
      /** A tag that points exactly at the commit. */
      tag: ShortText.optional(),
      /** URL of the remote, credentials removed. */
      remote: ShortText.optional(),
      subject: ShortText,
      author: Actor,
      committedAt: Timestamp,
      /** Tracked files as compared with the commit; `unknown`: git could not compare them. */
      state: z.enum(["clean", "changed", "unknown"]),
      unknownReason: ShortText.optional(),
      /** Present when tracked files differ from the commit: the patch, kept as an artifact. */
      dirty: z
        .object({
          files: z.array(ShortText).readonly(),
          patch: StoredBytes.optional(),
          /** Changed files that the patch leaves out on purpose, such as secrets. */
          leftOut: z.array(ShortText).readonly().optional(),
        })
        .readonly()
        .optional(),
      submodules: z.array(Submodule).readonly().optional(),
    })
    .readonly(),
);
export type GitState = z.infer<typeof GitState>;

/**
 * Time at which an imported version was made, which may be long before its registration. `commit`:
 * its files were last committed then; `name`: a date in its name; `notes`: a date in a
 * `version.txt` beside it; `file`: its file was last changed then, which a copy or a checkout
 * changes.
 */
export const Creation = z.lazy(() =>
  z.object({ at: Timestamp, source: z.enum(["commit", "name", "file", "notes"]) }).readonly(),
);
export type Creation = z.infer<typeof Creation>;

/**
 * Something that could not be recorded, and why: `{ about: "git", reason: "not a repository" }`. Of
 * another kind:
 *
 * - `contradiction`: a file says otherwise than what the version is or what its model file says.
 * - `doubt`: it is recorded, but may be of another version.
 * - `foreign`: a file that was found and left out, since it says that it is of another version.
 */
export const MissingFact = z.lazy(() =>
  z
    .object({
      about: ShortText,
      reason: ShortText,
      kind: z.enum(["contradiction", "doubt", "foreign"]).optional(),
    })
    .readonly(),
);
export type MissingFact = z.infer<typeof MissingFact>;

/**
 * Reason for listing a registered file among the missing facts although its bytes are stored with
 * the version.
 */
export const untrackedReason = "not tracked by git";

/**
 * Returns what is missing to make a version again: bytes that are stored are not, whatever git has.
 */
export function lackingFacts(missing: readonly MissingFact[]): readonly MissingFact[] {
  return missing.filter(({ reason }) => reason !== untrackedReason);
}

/** A credential that was not recorded: a mask (`***`) stands in its place. */
export const Masked = z.lazy(() =>
  z
    .object({
      /** Place of the mask: `command.line`, `parameters.db.password`. */
      field: ShortText,
      /**
       * Shape by which it was known (`github-token`), `password-in-url`, `value-in-url` or `value`; a
       * newer release may know others.
       */
      kind: z.string().min(1).max(64),
      /** Name of the option, variable, or parameter whose value it was. */
      name: ShortText.optional(),
    })
    .readonly(),
);
export type Masked = z.infer<typeof Masked>;

export const Recipe = z.lazy(() =>
  z
    .object({
      metrics: Metrics,
      parameters: Parameters,
      datasets: z.array(Dataset).readonly(),
      featureSets: z.array(FeatureSet).max(1000).readonly().optional(),
      run: RunReference.optional(),
      command: RunCommand.optional(),
      /** SPDX identifier or name of the licence under which the version may be used. */
      license: z.string().min(1).max(250).optional(),
      /**
       * The file that says the licence: relative to the workspace folder, or the path of an artifact.
       */
      licenseSource: ShortText.optional(),
      git: GitState.optional(),
      environment: Environment.optional(),
      /** Metrics by step of the training. */
      history: RecordedHistory.optional(),
      made: Creation.optional(),
      metadata: ModelMetadata.optional(),
      /** Other metadata of the version, by free keys. */
      otherMetadata: BoundedJsonObject.optional(),
      /** The files that metrics and parameters were read from, relative to the workspace folder. */
      sources: z
        .object({
          metrics: z.array(ShortText).readonly(),
          parameters: z.array(ShortText).readonly(),
        })
        .readonly(),
      missing: z.array(MissingFact).readonly(),
      /** Credentials that were masked, in this record and beside it. */
      masked: z.array(Masked).readonly().optional(),
    })
    .readonly(),
);
export type Recipe = z.infer<typeof Recipe>;
