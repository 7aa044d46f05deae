import * as z from "zod";
import { EventId, Sha256 } from "../../core/model/ids.ts";
import type { RemoteFault } from "../../core/refusals/sharing/remote-problem.ts";

/** Largest segment in bytes, but for a single longer line. */
export const maxSegmentSize = 8 * 1024 * 1024;

/** Immutable bytes of a ledger file, named by their digest. */
export const Segment = z.lazy(() =>
  z
    .object({
      sha256: Sha256,
      size: z
        .int()
        .min(1)
        .max(64 * 1024 * 1024),
    })
    .readonly(),
);
export type Segment = z.infer<typeof Segment>;

/** State of a writer's ledger file in a remote. */
export const RemoteFile = z.lazy(() =>
  z
    .object({
      /** Bytes. */
      length: z.int().min(1),
      lines: z.int().min(1),
      /** SHA-256 of its last line that counts. */
      hash: Sha256,
      /** Its bytes, in order. */
      segments: z.array(Segment).min(1).max(100_000).readonly(),
    })
    .refine(({ length, segments }) => length === segments.reduce((sum, { size }) => sum + size, 0))
    .readonly(),
);
export type RemoteFile = z.infer<typeof RemoteFile>;

/** Id of a writer, which names its file. */
export const WriterName = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

/** Redactions that a remote has taken in. */
const Redactions = z.lazy(() =>
  z
    .object({
      /** Events whose lines are shared without what they take out. */
      events: z.array(EventId).max(100_000).readonly(),
      /** Segments that held it, and that are not to be there any more. */
      replaced: z.array(Sha256).max(1_000_000).readonly(),
    })
    .readonly(),
);

/**
 * The head of a remote log: how long each writer's file is and with which line it ends. Replacing
 * it is the only way in which a remote changes.
 */
export const RemoteHead = z.lazy(() =>
  z
    .object({
      /** 2 once something was redacted: older releases would share it again. */
      form: z.union([z.literal(1), z.literal(2)]),
      /** Ids of the registries whose ledgers are here: of one, unless others were joined. */
      registries: z.array(EventId).min(1).max(1_000).readonly(),
      files: z.record(WriterName, RemoteFile).readonly(),
      redactions: Redactions.optional(),
    })
    .readonly(),
);
export type RemoteHead = z.infer<typeof RemoteHead>;

export type ParsedHead =
  | { readonly ok: true; readonly head: RemoteHead }
  | { readonly ok: false; readonly problem: RemoteFault }
  /** A newer release wrote it. */
  | { readonly ok: false; readonly isNewer: true };

const AnyForm = z.object({ form: z.int().min(3) });

/** Reads a head. One that a newer release wrote is told apart from one that is damaged. */
export function parseHead(bytes: Uint8Array): ParsedHead {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, problem: { kind: "head-no-json" } };
  }
  if (AnyForm.safeParse(value).success) return { ok: false, isNewer: true };
  const parsed = RemoteHead.safeParse(value);
  if (parsed.success) return { ok: true, head: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, problem: { kind: "head-invalid", field: issue?.path.join(".") ?? "" } };
}

export function encodeHead(head: RemoteHead): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(head)}\n`);
}
