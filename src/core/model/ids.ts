import * as z from "zod";
import { modelNameRule } from "./model-name-rule.ts";

/** SHA-256 of some bytes: 64 lower-case hexadecimal digits (FIPS 180-4). */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits")
  .brand("Sha256");
export type Sha256 = z.infer<typeof Sha256>;

/** ULID of an event: 26 Crockford base32 characters, sortable by time (github.com/ulid/spec). */
export const EventId = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "must be a ULID")
  .brand("EventId");
export type EventId = z.infer<typeof EventId>;

/** The immutable identity of a model version: the id of the event that registered it. */
export const VersionId = EventId.brand("VersionId");
export type VersionId = z.infer<typeof VersionId>;

/** Full object name of a commit: SHA-1 (40) or SHA-256 (64) hexadecimal digits. */
export const CommitId = z
  .string()
  .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, "must be a full commit hash")
  .brand("CommitId");
export type CommitId = z.infer<typeof CommitId>;

/** An instant as ISO 8601 in UTC, e.g. `2026-11-21T09:30:00.000Z`. */
export const Timestamp = z.iso.datetime().brand("Timestamp");
export type Timestamp = z.infer<typeof Timestamp>;

/** The stage a model version is in, e.g. `Production`. The policy says which there are. */
export const Stage = z
  .string()
  .regex(/^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._-]{0,62}[\p{L}\p{M}\p{N}])?$/u, "must be a short name")
  .brand("Stage");
export type Stage = z.infer<typeof Stage>;

/**
 * The name under which a model's versions are registered, in Unicode's composed form (NFC), which
 * makes one name of what looks like one. Letters keep their marks: many scripts write vowels so.
 */
export const ModelName = z
  .string()
  .normalize("NFC")
  .max(256, { error: () => `must be ${modelNameRule()}` })
  .regex(/^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._/-]*[\p{L}\p{M}\p{N}])?$/u, {
    error: () => `must be ${modelNameRule()}`,
  })
  .brand("ModelName");
export type ModelName = z.infer<typeof ModelName>;

/** A version's place in its model: 1, 2, 3… Convenient to say; the identity is the `VersionId`. */
export const VersionNumber = z.int().min(1).brand("VersionNumber");
export type VersionNumber = z.infer<typeof VersionNumber>;
