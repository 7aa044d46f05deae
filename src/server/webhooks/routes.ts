import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Registry } from "../../registry/registry.ts";
import {
  changeWebhooks,
  readWebhooks,
  type Webhook,
} from "../../registry/webhooks/webhook-store.ts";
import { Integer, listOf, RequiredText, Text } from "../http/fields.ts";
import { invalidParameter, MlflowError, notFound } from "../http/mlflow-error.ts";
import { nextPage, offsetOf } from "../http/page-token.ts";
import { route, type Route } from "../http/route.ts";
import { deliver, isAllowed, type AllowedOrigins } from "./deliver.ts";
import { exampleData } from "./example-data.ts";

const Event = z
  .object({ entity: RequiredText, action: RequiredText })
  .transform(({ entity, action }, context): string => {
    const event = `${entity}.${action}`.toLowerCase();
    if (exampleData.has(event)) return event;
    context.addIssue({ code: "custom", message: `there is no event ${event}` });
    return z.NEVER;
  });

/** The words are MLflow's (mlflow/utils/validation.py). */
const Address = Text.max(2000).superRefine((url, context) => {
  const problem = addressProblem(url);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

function addressProblem(url: string): string | undefined {
  if (url.trim() === "") return "Webhook URL cannot be empty or just whitespace";
  if (!URL.canParse(url)) return "Invalid webhook URL";
  if (!/^https?:$/.test(new URL(url).protocol)) return "Invalid webhook URL scheme";
  return undefined;
}

const Fields = z.object({
  name: Text.max(256),
  url: Address,
  events: listOf(Event, 100).refine((events) => events.length > 0, "must not be empty"),
  description: Text.max(5000),
  secret: Text.max(1000),
  status: z.enum(["ACTIVE", "DISABLED"]),
});
const Changes = Fields.partial();
const Id = z.object({ webhook_id: RequiredText });

/** Endpoints of webhooks. Their secrets are never answered. */
export function webhookRoutes(origins: AllowedOrigins): readonly Route[] {
  const requireAllowed = (url: string): void => {
    if (isAllowed(url, origins)) return;
    throw new MlflowError(
      "PERMISSION_DENIED",
      `This server may not call ${new URL(url).origin}. Whoever starts it allows that with --webhook-origin ${new URL(url).origin}.`,
    );
  };
  return [
    route({
      method: "POST",
      path: "/webhooks",
      request: Changes.required({ name: true, url: true, events: true }),
      answer: async (fields, { registry }) => {
        requireAllowed(fields.url);
        const now = Date.now();
        if (fields.name.trim() === "") throw invalidParameter("Webhook name cannot be empty");
        const webhook: Webhook = {
          ...changed(fields),
          id: randomUUID(),
          name: fields.name,
          url: fields.url,
          events: fields.events,
          isActive: fields.status !== "DISABLED",
          created: now,
          changed: now,
        };
        await changeWebhooks(registry, (webhooks) => [...webhooks, webhook]);
        return { webhook: wireWebhook(webhook) };
      },
    }),
    route({
      method: "GET",
      path: "/webhooks",
      request: z.object({
        max_results: Integer.pipe(z.int().min(1).max(1000)).default(100),
        page_token: Text.optional(),
      }),
      answer: async ({ max_results: limit, page_token }, { registry }) => {
        const offset = offsetOf(page_token);
        const all = await readWebhooks(registry);
        const records = all.slice(offset, offset + limit);
        return {
          webhooks: records.map(wireWebhook),
          ...nextPage(offset, { records, hasMore: all.length > offset + limit }),
        };
      },
    }),
    route({
      method: "GET",
      path: "/webhooks/:webhook_id",
      request: Id,
      answer: async ({ webhook_id: id }, { registry }) => ({
        webhook: wireWebhook(await requireWebhook(registry, id)),
      }),
    }),
    route({
      method: "PATCH",
      path: "/webhooks/:webhook_id",
      request: Changes.extend(Id.shape),
      answer: async ({ webhook_id: id, ...fields }, { registry }) => {
        if (fields.url !== undefined) requireAllowed(fields.url);
        const known = await requireWebhook(registry, id);
        const now = Date.now();
        const webhook = { ...known, ...changed(fields), changed: now };
        // What happened while it was disabled it is not told.
        if (webhook.isActive && !known.isActive) webhook.activeSince = now;
        await changeWebhooks(registry, (webhooks) =>
          webhooks.map((each) => (each.id === id ? webhook : each)),
        );
        return { webhook: wireWebhook(webhook) };
      },
    }),
    route({
      method: "DELETE",
      path: "/webhooks/:webhook_id",
      request: Id,
      answer: async ({ webhook_id: id }, { registry }) => {
        await requireWebhook(registry, id);
        await changeWebhooks(registry, (webhooks) => webhooks.filter((each) => each.id !== id));
        return {};
      },
    }),
    route({
      method: "POST",
      path: "/webhooks/:webhook_id/test",
      request: Id.extend({ event: Event.optional() }),
      answer: async ({ webhook_id: id, event }, { registry }) => {
        const webhook = await requireWebhook(registry, id);
        requireAllowed(webhook.url);
        const at = new Date().toISOString();
        const told = event ?? webhook.events[0] ?? "";
        const notice = { event: told, at, data: exampleData.get(told) ?? {} };
        const { status, body, problem } = await deliver(webhook, notice, { tries: 1 });
        return {
          result: {
            success: status !== undefined && status < 300,
            ...(status !== undefined && { response_status: status }),
            ...(body !== undefined && { response_body: body }),
            ...(problem !== undefined && { error_message: problem }),
          },
        };
      },
    }),
  ];
}

/** Returns the fields that a request gives, under their names here. */
function changed(fields: z.output<typeof Changes>): Partial<Webhook> {
  const { name, url, events, description, secret, status } = fields;
  return {
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(description !== undefined && { description }),
    ...(secret !== undefined && secret !== "" && { secret }),
    ...(status !== undefined && { isActive: status === "ACTIVE" }),
  };
}

async function requireWebhook(registry: Registry, id: string): Promise<Webhook> {
  const found = (await readWebhooks(registry)).find((webhook) => webhook.id === id);
  if (found) return found;
  throw notFound(`Webhook with ID ${id} not found.`);
}

function wireWebhook({ id, name, description, url, events, isActive, ...times }: Webhook): object {
  return {
    webhook_id: id,
    name,
    ...(description !== undefined && { description }),
    url,
    events: events.map((event) => {
      const [entity = "", action = ""] = event.toUpperCase().split(".");
      return { entity, action };
    }),
    status: isActive ? "ACTIVE" : "DISABLED",
    creation_timestamp: times.created,
    last_updated_timestamp: times.changed,
  };
}
