import { Hono, type Context } from "hono";
import { release } from "../../core/events/release.ts";
import type { Remedies } from "../../core/refusals/words.ts";
import type { Registry } from "../../registry/registry.ts";
import { requireAccess, type AccessRules } from "./access.ts";
import { errorOf } from "./error-of.ts";
import { MlflowError } from "./mlflow-error.ts";
import { parseRequest } from "./parse-request.ts";
import type { Method, RequestContext, Route } from "./route.ts";

const mlflowPrefixes = ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"];
const ownPrefixes = ["/api/1.0/model-registry"];

/** Release of MLflow whose protocol this is; clients compare it with their own. */
export const mlflowVersion = "3.17.0";

export interface AppOptions {
  readonly registry: Registry;
  readonly access: AccessRules;
  readonly routes: readonly Route[];
  /** Remedies that refusals name. */
  readonly remedies: Remedies;
  readonly acceptDanger: boolean;
  /** Adds what is not JSON. */
  readonly extend?: (app: Hono) => void;
  /** Called with every failure that is the server's own. */
  readonly onFailure: (error: unknown) => void;
}

/** Returns the server's answers to requests. */
export function createApp(options: AppOptions): Hono {
  const { registry, access, routes, remedies, acceptDanger, extend, onFailure } = options;
  const app = new Hono();
  app.onError((error, context) => {
    const answered = errorOf(error, remedies);
    // What fails because the client has gone is not the server's failure.
    const { aborted: hasGone } = context.req.raw.signal;
    if (answered.code === "INTERNAL_ERROR" && !hasGone) onFailure(error);
    return context.json(answered.body, answered.status);
  });
  app.notFound((context) =>
    context.json(
      new MlflowError(
        "ENDPOINT_NOT_FOUND",
        `${context.req.method} ${context.req.path} is not supported by this server (docs/MLFLOW.md).`,
      ).body,
      404,
    ),
  );
  app.use(requireAccess(access));
  app.get("/health", (context) => context.text("OK"));
  app.get("/version", (context) => context.text(mlflowVersion));
  app.get("/", (context) =>
    context.text(`Model Registry ${release}: an MLflow tracking server.\n`),
  );
  extend?.(app);
  for (const route of routes) {
    const answer = (context: Context): Promise<Response> => {
      const { signal } = context.req.raw;
      return answerRoute(context, route, { registry, acceptDanger, signal });
    };
    for (const method of methodsOf(route)) {
      for (const prefix of route.isOwn ? ownPrefixes : mlflowPrefixes) {
        app.on(method, `${prefix}${route.path}`, answer);
      }
    }
  }
  return app;
}

function methodsOf({ method }: Route): readonly Method[] {
  return typeof method === "string" ? [method] : method;
}

async function answerRoute(
  context: Context,
  route: Route,
  made: RequestContext,
): Promise<Response> {
  const request = await parseRequest(context, route);
  // Its own schema has parsed it.
  const answer = route.answer as (request: unknown, context: object) => Promise<object>;
  return context.json(await answer(request, made));
}
