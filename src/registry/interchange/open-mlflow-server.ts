import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { HttpServer } from "../../interchange/http/http-client.ts";
import { downloadRemote, listRemote } from "../../interchange/mlflow/rest-artifacts.ts";
import { restStore } from "../../interchange/mlflow/rest-store.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { OpenMlflow } from "./open-mlflow.ts";

/**
 * Opens the registry and the runs of an MLflow server. Files are fetched when they are brought, one
 * version or run at a time, into a temporary folder that goes with it.
 *
 * @throws RegistryError `read-only` in Restricted Mode, `server-problem`, `cancelled`
 */
export async function openMlflowServer(
  registry: Registry,
  server: HttpServer,
  { signal, report }: Task = {},
): Promise<OpenMlflow> {
  registry.requireTrust();
  report?.({ message: server.url });
  const source = restStore(server, signal);
  const store = await source.read();
  const runs = new Map(store.runs.map((run) => [run.id, run]));
  return {
    name: server.url,
    store,
    points: (run) => source.points(run),
    historyFolder: () => undefined,
    find: async (places) => {
      for (const place of places) {
        throwIfCancelled(signal);
        const files = await listRemote(server, place, runs, signal);
        if (files && files.length > 0) return place;
      }
      return undefined;
    },
    bring: async (place, task) => {
      const temporary = await mkdtemp(join(tmpdir(), "model-registry-mlflow-"));
      const drop = (): Promise<void> => rm(temporary, { recursive: true, force: true });
      try {
        // A folder is registered under its name.
        const path = join(temporary, nameOf(place));
        let done = 0;
        await downloadRemote(server, place, runs, path, {
          signal: task.signal,
          onFile: (file, bytes) => task.report?.({ message: file, done: (done += bytes) }),
        });
        return { path, source: `${server.url} ${place}`, drop };
      } catch (error) {
        await drop();
        throw error;
      }
    },
    close: () => undefined,
  };
}

function nameOf(place: string): string {
  const name = basename(place.replace(/\/+$/, "")).replaceAll(/[^\w.-]/g, "-");
  return /^(?:\.*|m-.*|artifacts)$/.test(name) ? "model" : name;
}
