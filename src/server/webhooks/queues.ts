import { setTimeout as wait } from "node:timers/promises";
import type { Registry } from "../../registry/registry.ts";
import { eventsAfter, type NewEvent } from "../../registry/webhooks/new-events.ts";
import {
  positionOf,
  readPositions,
  writePositions,
} from "../../registry/webhooks/webhook-positions.ts";
import { readWebhooks, type Webhook } from "../../registry/webhooks/webhook-store.ts";
import { deliver, isAllowed, mayBeRepeated, type AllowedOrigins } from "./deliver.ts";
import { noticesOf } from "./payload.ts";

function isToldOf(webhook: Webhook, about: NewEvent): boolean {
  return noticesOf(about).some(({ event }) => webhook.events.includes(event));
}

export interface QueueOptions {
  /** Milliseconds before the second try of a delivery. */
  readonly firstDelay?: number;
  /** Milliseconds after which a webhook that could not be reached is tried again. */
  readonly pause?: number;
}

/**
 * Tells webhooks of events of the registry once they are durable, whoever decided them, also of those
 * that happened while no server ran: each webhook of one after the other, in their order, and again
 * until it has answered. A webhook may be told of an event twice.
 *
 * @returns a function that ends it
 */
export async function startDeliveries(
  registry: Registry,
  origins: AllowedOrigins,
  onFailure: (error: unknown) => void,
  { firstDelay, pause = 60_000 }: QueueOptions = {},
): Promise<() => Promise<void>> {
  if (origins.length === 0) return () => Promise.resolve();
  const ending = new AbortController();
  const { signal } = ending;
  const positions = new Map(await readPositions(registry));
  /** Deliveries under way by webhook; true if there was news meanwhile. */
  const busy = new Map<string, boolean>();
  const running = new Set<Promise<void>>();
  let writing: Promise<void> = Promise.resolve();

  const save = (): Promise<void> =>
    (writing = writing.then(() => writePositions(registry, positions)));

  /** Tells a webhook of an event; false if it is to be tried again. */
  const tell = async (webhook: Webhook, about: NewEvent): Promise<boolean> => {
    for (const notice of noticesOf(about)) {
      if (!webhook.events.includes(notice.event)) continue;
      const found = await deliver(webhook, notice, {
        signal,
        ...(firstDelay !== undefined && { firstDelay }),
      });
      if (signal.aborted) return false;
      if (found.status !== undefined && found.status < 400) continue;
      const why = found.problem ?? `it answered ${found.status ?? 0}`;
      onFailure(new Error(`The webhook ${webhook.name} was not told of ${notice.event}: ${why}`));
      if (mayBeRepeated(found)) return false;
    }
    return true;
  };

  /** Tells a webhook of the next events; false if there were none, or it is no webhook any more. */
  const advance = async (id: string): Promise<boolean> => {
    const webhook = (await readWebhooks(registry)).find((each) => each.id === id);
    if (!webhook?.isActive || !isAllowed(webhook.url, origins)) return false;
    const events = await eventsAfter(registry, positionOf(webhook, positions));
    for (const about of events) {
      if (signal.aborted) return false;
      if (!(await tell(webhook, about))) {
        await wait(pause, undefined, { ref: false, signal }).catch(() => undefined);
        // It may have been changed or deleted meanwhile.
        return true;
      }
      positions.set(id, about.event.id);
      if (about === events.at(-1) || isToldOf(webhook, about)) await save();
    }
    return events.length > 0;
  };

  const drain = async (id: string): Promise<void> => {
    do {
      busy.set(id, false);
      while (!signal.aborted && (await advance(id)));
    } while (!signal.aborted && busy.get(id) === true);
    busy.delete(id);
  };

  const wake = async (): Promise<void> => {
    for (const { id } of await readWebhooks(registry)) {
      if (busy.has(id)) {
        busy.set(id, true);
        continue;
      }
      const draining = drain(id)
        .catch((error: unknown) => {
          busy.delete(id);
          onFailure(error);
        })
        .finally(() => running.delete(draining));
      running.add(draining);
    }
  };

  const stop = registry.watch(() => {
    if (!signal.aborted) wake().catch(onFailure);
  });
  await wake();
  return async () => {
    stop();
    ending.abort();
    await Promise.allSettled(running);
  };
}
