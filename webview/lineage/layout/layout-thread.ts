import workerSource from "inline-worker:./layout-worker.ts";
import {
  layoutLineage,
  type LayoutRequest,
  type LineageLayout,
} from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageGraph } from "../../../src/core/lineage/lineage-node.ts";
import { translatedTexts } from "../../ui/translations.ts";
import type { ToLayoutThread } from "./layout-worker.ts";

/** Lays graphs out, in a thread of its own. */
export interface LayoutThread {
  readonly use: (graph: LineageGraph) => void;
  /** Answers the last request only: what is no longer wanted stays without an answer. */
  readonly layout: (request: LayoutRequest) => Promise<LineageLayout>;
}

interface Answer {
  readonly id: number;
  readonly layout: LineageLayout;
}

/** Starts the thread; where the page may not have one, its own does the work. */
export function startLayoutThread(): LayoutThread {
  let graph: LineageGraph = { nodes: [], edges: [] };
  let last = 0;
  let answer: ((layout: LineageLayout) => void) | undefined;
  const here: LayoutThread = {
    use: (next) => {
      graph = next;
    },
    layout: (request) => Promise.resolve(layoutLineage(graph, request)),
  };
  let worker: Worker | undefined = startWorker();
  const translated = translatedTexts();
  if (translated) worker?.postMessage({ translated } satisfies ToLayoutThread);
  worker?.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    if (data.id === last) answer?.(data.layout);
  });
  let failed: (() => void) | undefined;
  worker?.addEventListener("error", () => {
    worker = undefined;
    failed?.();
  });
  return {
    use: (next) => {
      here.use(next);
      worker?.postMessage({ graph: next } satisfies ToLayoutThread);
    },
    layout: (request) => {
      if (!worker) return here.layout(request);
      last += 1;
      const id = last;
      return new Promise((resolve) => {
        answer = resolve;
        failed = () => {
          resolve(layoutLineage(graph, request));
        };
        worker?.postMessage({ id, request } satisfies ToLayoutThread);
      });
    },
  };
}

/** A page of VS Code can't load a worker from a file: its origin is another. */
function startWorker(): Worker | undefined {
  try {
    const url = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
    const worker = new Worker(url);
    URL.revokeObjectURL(url);
    return worker;
  } catch {
    return undefined;
  }
}
