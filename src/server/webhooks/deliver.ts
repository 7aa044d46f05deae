import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Webhook } from "../../registry/webhooks/webhook-store.ts";
import type { Notice } from "./payload.ts";

/** Statuses after which a delivery is repeated, as by MLflow (mlflow/webhooks/delivery.py). */
const repeated = new Set([429, 500, 502, 503, 504]);
const maxTries = 4;
/** Milliseconds. */
const requestTimeout = 30_000;
const defaultDelay = 1_000;
/** Characters of an answer that are shown. */
const maxAnswer = 2_000;

/** Outcome of a delivery. */
export interface Delivery {
  readonly status?: number;
  readonly body?: string;
  readonly problem?: string;
}

/** Returns whether a delivery may succeed later. */
export function mayBeRepeated({ status }: Delivery): boolean {
  return status === undefined || repeated.has(status);
}

export interface DeliveryOptions {
  /** Maximum number of attempts. */
  readonly tries?: number;
  /** Milliseconds before the second try. */
  readonly firstDelay?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * Tells a webhook of something: JSON, signed with its secret as MLflow signs it. Answers that say it
 * may work later are waited for.
 */
export async function deliver(
  webhook: Webhook,
  { event, at, data }: Notice,
  { tries = maxTries, firstDelay = defaultDelay, signal }: DeliveryOptions = {},
): Promise<Delivery> {
  const [entity = "", action = ""] = event.split(".");
  const payload = JSON.stringify({ entity, action, timestamp: at, data });
  const id = randomUUID();
  for (let count = 1; ; count += 1) {
    const found = await send(webhook, id, payload, signal);
    if (!mayBeRepeated(found) || count >= tries || signal?.aborted) return found;
    const delay = firstDelay * 2 ** (count - 1) * (1 + Math.random());
    await wait(delay, undefined, { ref: false, signal }).catch(() => undefined);
  }
}

async function send(
  { url, secret }: Webhook,
  id: string,
  payload: string,
  signal: AbortSignal | undefined,
): Promise<Delivery> {
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
      signal: AbortSignal.any([AbortSignal.timeout(requestTimeout), ...(signal ? [signal] : [])]),
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
