/**
 * API that the extension Model Registry gives to other extensions. This file stands alone, and is
 * published as `dist/model-registry.d.ts`.
 *
 * Version 1 only gains members. A change that could break a caller is another version, and version 1
 * stays.
 */
import type { Event, Uri } from "vscode";

/** Exports of the extension: the answer of its `activate()`. */
export interface ModelRegistryExports {
  /**
   * Returns the API.
   *
   * @throws Error if this release has no such version
   */
  getAPI(version: 1): ModelRegistryApi;
}

/** A version of a model, as lists show it. */
export interface ModelVersion {
  /** URI of the workspace folder whose registry has it. */
  readonly folder: string;
  /** Its immutable id. */
  readonly id: string;
  /** `fraud@5` */
  readonly reference: string;
  readonly model: string;
  readonly number: number;
  /** Its name by the policy's versioning, such as `1.2.0`. */
  readonly label?: string;
  readonly stage: string;
  readonly aliases: readonly string[];
  /** One that is not finite (NaN, infinite) is a text. */
  readonly metrics: Readonly<Record<string, number | string>>;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  /** Name of who registered it. */
  readonly registeredBy: string;
}

/** Error of a question that the registry refuses. */
export interface ModelRegistryError extends Error {
  /** Kind of refusal, such as `unknown-version`. */
  readonly code: string;
  /** Remedy in a sentence; may be empty. */
  readonly remedy: string;
}

/**
 * Version 1. Questions are answered at once and change nothing. Changes go the way of the commands:
 * the person sees what would happen, confirms it, and the policy holds.
 */
export interface ModelRegistryApi {
  readonly version: 1;
  /** Fires when any registry of the window has changed, also by another process. */
  readonly onDidChange: Event<void>;
  /**
   * Finds versions by a query (docs/SEARCH.md), the newest first where it names no order.
   *
   * @param options `folder`: URI of a workspace folder, all if absent; `limit`: of each folder, 100 if
   *   absent, 1,000 at most
   * @throws ModelRegistryError if the text is no query
   */
  search(
    query: string,
    options?: { readonly folder?: string; readonly limit?: number },
  ): Promise<readonly ModelVersion[]>;
  /**
   * Returns the version that a reference means (`fraud@5`, `fraud@Production`); undefined for none.
   */
  find(
    reference: string,
    options?: { readonly folder?: string },
  ): Promise<ModelVersion | undefined>;
  /**
   * Opens **Register Model…** for files of a workspace folder, the model first. The person names the
   * model and may cancel.
   *
   * @returns the new version; undefined if nothing was registered
   */
  register(files: readonly [Uri, ...Uri[]]): Promise<ModelVersion | undefined>;
  /**
   * Opens **Promote…** for a version. The person sees checks and what is replaced, and may cancel.
   *
   * @param stage the stage to move it to; the person is asked if it is absent
   * @returns true if the version is in another stage afterwards
   * @throws ModelRegistryError if there is no such version
   */
  promote(reference: string, stage?: string): Promise<boolean>;
}
