import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble } from "../unit/inspect/support/pickle-assembler.ts";
import { writeOnnx, writePyTorch, writeSafetensors } from "./large-models.ts";
import { duration, megabytes, printTable, quantile, runFresh } from "./measure.ts";

const runs = 5;

/** Measures the inspection of files of many gigabytes. */
export async function benchInspect(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "model-registry-bench-"));
  const files = {
    "safetensors, 300 tensors": ["model.safetensors", writeSafetensors],
    "ONNX, one initialiser": ["model.onnx", writeOnnx],
    "PyTorch zip": ["model.pt", (path: string) => writePyTorch(path, stateDict())],
  } as const;
  try {
    const rows: string[][] = [];
    for (const [title, [name, write]] of Object.entries(files)) {
      const path = join(folder, name);
      await write(path);
      const measured = Array.from({ length: runs }, () => runFresh("inspect-once.ts", path));
      const median = (of: string): number =>
        quantile(
          measured.map((each) => each[of] ?? NaN),
          0.5,
        );
      const size = `${((await stat(path)).size / 1024 ** 3).toFixed(1)} GiB`;
      const memory = megabytes(median("memory"));
      rows.push([title, size, duration(median("time")), bytes(median("bytesRead")), memory]);
      await rm(path);
    }
    printTable(["inspect", "size", "time, median of 5", "read", "memory more than at start"], rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function bytes(count: number): string {
  return count < 1e6 ? `${(count / 1e3).toFixed(0)} KB` : megabytes(count);
}

/** `{"weight": <tensor of the storage "0">}`, as torch.save writes it. */
function stateDict(): Uint8Array {
  const values = (5 * 1024 ** 3) / 4;
  return assemble(
    ["PROTO", 2],
    "EMPTY_DICT",
    ["BINUNICODE", "weight"],
    ["GLOBAL", "torch._utils\n_rebuild_tensor_v2"],
    "MARK",
    "MARK",
    ["BINUNICODE", "storage"],
    ["GLOBAL", "torch\nFloatStorage"],
    ["BINUNICODE", "0"],
    ["BINUNICODE", "cpu"],
    ["BININT", values],
    "TUPLE",
    "BINPERSID",
    ["BININT1", 0],
    "MARK",
    ["BININT", values],
    "TUPLE",
    "MARK",
    ["BININT1", 1],
    "TUPLE",
    "NEWFALSE",
    ["GLOBAL", "collections\nOrderedDict"],
    "EMPTY_TUPLE",
    "REDUCE",
    "TUPLE",
    "REDUCE",
    "SETITEM",
    "STOP",
  );
}
