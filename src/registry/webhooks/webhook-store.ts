import { readFile } from "node:fs/promises";
import * as z from "zod";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import { isErrno } from "../../storage/files/errno.ts";
import type { Registry } from "../registry.ts";

/** A program elsewhere that is told of events of the registry. */
const Webhook = z
  .object({
    id: z.uuid(),
    name: z.string().min(1).max(256),
    description: z.string().max(5000).optional(),
    url: z.url().max(2000),
    /** As `model_version.created`. */
    events: z.array(z.string().max(64)).min(1).max(100).readonly(),
    secret: z.string().max(1000).optional(),
    isActive: z.boolean(),
    /** Milliseconds since the epoch: since when it is told of events; absent if that is `created`. */
    activeSince: z.int().optional(),
    /** Milliseconds since the epoch. */
    created: z.int(),
    changed: z.int(),
  })
  .readonly();
export type Webhook = z.infer<typeof Webhook>;

const Stored = z.object({ webhooks: z.array(Webhook).max(1000).readonly() });

/** Only this account reads it: it holds secrets. */
const onlyOwner = 0o600;

/** Returns the webhooks of a registry, the oldest first; none if their file is not as it is written here. */
export async function readWebhooks({ paths }: Registry): Promise<readonly Webhook[]> {
  try {
    return Stored.parse(JSON.parse(await readFile(paths.webhooks, "utf8"))).webhooks;
  } catch (error) {
    if (isErrno(error, "ENOENT") || error instanceof SyntaxError || error instanceof z.ZodError) {
      return [];
    }
    throw error;
  }
}

/**
 * Changes the webhooks while nobody else does.
 *
 * @throws RegistryError `read-only`, `busy`
 */
export function changeWebhooks(
  registry: Registry,
  change: (webhooks: readonly Webhook[]) => readonly Webhook[],
): Promise<void> {
  return registry.whileLocked(
    () => undefined,
    async () => {
      const webhooks = change(await readWebhooks(registry));
      const text = `${JSON.stringify({ webhooks }, null, 2)}\n`;
      await writeFileAtomically(registry.paths.webhooks, Buffer.from(text), onlyOwner);
    },
  );
}
