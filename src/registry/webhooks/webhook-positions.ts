import { readFile } from "node:fs/promises";
import { encodeTime } from "ulid";
import * as z from "zod";
import { EventId } from "../../core/model/ids.ts";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import { isErrno } from "../../storage/files/errno.ts";
import type { Registry } from "../registry.ts";
import type { Webhook } from "./webhook-store.ts";

/** The last event that each webhook was told of, by the webhook's id. */
export type WebhookPositions = ReadonlyMap<string, EventId>;

const Stored = z.object({ positions: z.record(z.uuid(), EventId) });
const onlyOwner = 0o600;

/** Returns the positions; those that can't be read are taken for lost, and events are told again. */
export async function readPositions({ paths }: Registry): Promise<WebhookPositions> {
  try {
    const { positions } = Stored.parse(JSON.parse(await readFile(paths.webhookPositions, "utf8")));
    return new Map(Object.entries(positions));
  } catch (error) {
    if (isErrno(error, "ENOENT") || error instanceof SyntaxError || error instanceof z.ZodError) {
      return new Map();
    }
    throw error;
  }
}

export async function writePositions(
  { paths }: Registry,
  positions: WebhookPositions,
): Promise<void> {
  const text = `${JSON.stringify({ positions: Object.fromEntries(positions) }, null, 2)}\n`;
  await writeFileAtomically(paths.webhookPositions, Buffer.from(text), onlyOwner);
}

/** Returns the event after which a webhook is to be told: of none from before it was active. */
export function positionOf(
  { id, created, activeSince = created }: Webhook,
  positions: WebhookPositions,
): EventId {
  const begin = EventId.parse(`${encodeTime(activeSince, 10)}${"0".repeat(16)}`);
  const known = positions.get(id);
  return known !== undefined && known > begin ? known : begin;
}
