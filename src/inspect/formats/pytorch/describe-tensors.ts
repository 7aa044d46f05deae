import type { ModelDescription } from "../../../core/model/inspection.ts";
import type { Reading } from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { describePickles } from "../../encodings/pickle/describe.ts";
import type { PickleSequence } from "../../encodings/pickle/read-pickles.ts";
import type { PickleScan } from "../../encodings/pickle/scan.ts";

/** A file of PyTorch: its tensors are all that it has learned. */
export function describeTensors(
  scan: PickleScan,
  sequence: PickleSequence,
  more: Pick<ModelDescription, "formatVersion">,
): Reading {
  const reading = describePickles(scan, sequence, more);
  const summary = summariseTensors(reading.tensors ?? []);
  return { ...reading, description: { ...reading.description, framework: "pytorch", ...summary } };
}
