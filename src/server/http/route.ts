import type * as z from "zod";
import type { Registry } from "../../registry/registry.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** Parts that the answer to a request is made with. */
export interface RequestContext {
  readonly registry: Registry;
  /** Register models that run code of their own when they are loaded; recorded with each. */
  readonly acceptDanger: boolean;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** An endpoint whose request and answer are JSON. */
export interface Route {
  readonly method: Method | readonly Method[];
  /** True for an endpoint of the registry itself, which no client of MLflow knows. */
  readonly isOwn?: boolean;
  /** After `/api/2.0/mlflow`, or `/api/1.0/model-registry` of an own one; `:name` takes one part. */
  readonly path: string;
  readonly request: z.ZodType;
  readonly answer: (request: never, context: RequestContext) => Promise<object>;
}

/** Defines an endpoint; its answer gets the request as its schema parsed it. */
export function route<S extends z.ZodType>(definition: {
  readonly method: Route["method"];
  readonly path: string;
  readonly isOwn?: boolean;
  readonly request: S;
  readonly answer: (request: z.output<S>, context: RequestContext) => Promise<object>;
}): Route {
  return definition;
}
