import { formatBytes } from "../../core/text/format.ts";
import type { Progress } from "../../registry/task.ts";

/** Returns the progress as text: `Copying and hashing model.onnx 42 % (0.8 GB of 2.1 GB)`. */
export function progressLine({ message, done, total }: Progress): string {
  if (done === undefined) return message;
  if (!total) return `${message}  ${formatBytes(done)}`;
  const percent = Math.min(100, Math.floor((done / total) * 100));
  return `${message}  ${percent} %  (${formatBytes(done)} of ${formatBytes(total)})`;
}
