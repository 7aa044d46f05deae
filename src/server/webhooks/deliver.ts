import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { EventId } from "../../core/model/ids.ts";
import type { Registry } from "../../registry/registry.ts";
import { eventsAfter, newestEvent } from "../../registry/webhooks/new-events.ts";
import { readWebhooks, type Webhook } from "../../registry/webhooks/webhook-store.ts";
import { noticesOf, type Notice } from "./payload.ts";

/** Statuses after which a delivery is repeated, as by MLflow (mlflow/webhooks/delivery.py). */
const repeated = new Set([429, 500, 502, 503, 504]);
const maxTries = 4;
/** Milliseconds. */
const requestTimeout = 30_000;
const firstDelay = 1_000;
/** Characters of an answer that are shown. */
const maxAnswer = 2_000;

/** Outcome of a delivery. */
export interface Delivery {
  readonly status?: number;
  readonly body?: string;
  readonly problem?: string;
}

/**
 * Tells a webhook of something: JSON, signed with its secret as MLflow signs it. Answers that say it
 * may work later are waited for.
 *
 * @param tries how often at most
 */
export async function deliver(
  webhook: Webhook,
  { event, data }: Notice,
  tries: number = maxTries,
): Promise<Delivery> {
  const [entity = "", action = ""] = event.split(".");
  const payload = JSON.stringify({ entity, action, timestamp: new Date().toISOString(), data });
  const id = randomUUID();
  for (let count = 1; ; count += 1) {
    const found = await send(webhook, id, payload);
    const isOver = found.status !== undefined && !repeated.has(found.status);
    if (isOver || count >= tries) return found;
    await wait(firstDelay * 2 ** (count - 1) * (1 + Math.random()), undefined, { ref: false });
  }
}

async function send({ url, secret }: Webhook, id: string, payload: string): Promise<Delivery> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    "Content-Type": "application/json",
    "X-MLflow-Delivery-Id": id,
    "X-MLflow-Timestamp": timestamp,
    ...(secret !== undefined && {
      "X-MLflow-Signature": signature(secret, `${id}.${timestamp}.${payload}`),
    }),
  };
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body: payload,
      // Another place was not agreed to.
      redirect: "manual",
      signal: AbortSignal.timeout(requestTimeout),
    });
    return { status: response.status, body: (await response.text()).slice(0, maxAnswer) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function signature(secret: string, text: string): string {
  return `v1,${createHmac("sha256", secret).update(text).digest("base64")}`;
}

/** Places that webhooks may be at: origins such as `https://hooks.example.org`. */
export type AllowedOrigins = readonly string[];

export function isAllowed(url: string, origins: AllowedOrigins): boolean {
  return origins.includes(new URL(url).origin);
}

/**
 * Tells webhooks of events of the registry once they are durable, whoever decided them: of those after
 * the call, and as long as the server runs.
 *
 * @returns a function that ends it
 */
export async function startDeliveries(
  registry: Registry,
  origins: AllowedOrigins,
  onFailure: (error: unknown) => void,
): Promise<() => void> {
  if (origins.length === 0) return () => undefined;
  let last: EventId | undefined = await newestEvent(registry);
  let reading: Promise<void> = Promise.resolve();
  const tell = async (): Promise<void> => {
    const events = await eventsAfter(registry, last);
    last = events.at(-1)?.event.id ?? last;
    if (events.length === 0) return;
    const webhooks = (await readWebhooks(registry)).filter(
      ({ isActive, url }) => isActive && isAllowed(url, origins),
    );
    for (const notice of events.flatMap(noticesOf)) {
      for (const webhook of webhooks.filter((each) => each.events.includes(notice.event))) {
        void deliver(webhook, notice).then(({ status, problem }) => {
          if (status !== undefined && status < 400) return;
          const why = problem ?? `it answered ${status ?? 0}`;
          onFailure(
            new Error(`The webhook ${webhook.name} was not told of ${notice.event}: ${why}`),
          );
        });
      }
    }
  };
  return registry.watch(() => {
    reading = reading.then(tell).catch(onFailure);
  });
}
