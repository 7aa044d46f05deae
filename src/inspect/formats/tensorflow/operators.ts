import type { Finding } from "../../../core/model/inspection.ts";

/** Name under which `PrintV2` is counted if it prints to a file and not to the console. */
export const printsToFile = "PrintV2 to a file";

/** Operators that save variables in a function or graph made for it; every SavedModel has them. */
const savers = new Set(["Save", "SaveSlices", "SaveV2", "MergeV2Checkpoints"]);

/** Returns whether an operator saves variables in a function or node made for that. */
export function savesVariables(operator: string, place: string): boolean {
  return (
    savers.has(operator) && /^(?:__inference_)?_?traced_save(?:_\d+)?$|^save(?:_\d+)?\//.test(place)
  );
}

/** Operators that reach outside the graph, with what they do. Saving and restoring variables is usual. */
const risky: ReadonlyMap<string, readonly [severity: "danger" | "warning", does: string]> = new Map(
  [
    ["ReadFile", ["danger", "reads files of the machine"]],
    ["WriteFile", ["danger", "writes files on the machine"]],
    ["PyFunc", ["warning", "calls a Python function"]],
    ["PyFuncStateless", ["warning", "calls a Python function"]],
    ["EagerPyFunc", ["warning", "calls a Python function"]],
    ["MatchingFiles", ["warning", "lists files of the machine"]],
    ["WholeFileReader", ["warning", "reads files of the machine"]],
    ["WholeFileReaderV2", ["warning", "reads files of the machine"]],
    ["TextLineReader", ["warning", "reads files of the machine"]],
    ["TextLineReaderV2", ["warning", "reads files of the machine"]],
    ["FixedLengthRecordReader", ["warning", "reads files of the machine"]],
    ["FixedLengthRecordReaderV2", ["warning", "reads files of the machine"]],
    ["TextLineDataset", ["warning", "reads files of the machine"]],
    ["TFRecordDataset", ["warning", "reads files of the machine"]],
    ["TFRecordDatasetV2", ["warning", "reads files of the machine"]],
    ["FixedLengthRecordDataset", ["warning", "reads files of the machine"]],
    ["FixedLengthRecordDatasetV2", ["warning", "reads files of the machine"]],
    ["CSVDataset", ["warning", "reads files of the machine"]],
    ["CSVDatasetV2", ["warning", "reads files of the machine"]],
    ["SqlDataset", ["warning", "reads databases of the machine or the network"]],
    ["LMDBDataset", ["warning", "reads files of the machine"]],
    ["LMDBReader", ["warning", "reads files of the machine"]],
    ["TFRecordReader", ["warning", "reads files of the machine"]],
    ["TFRecordReaderV2", ["warning", "reads files of the machine"]],
    ["LoadDataset", ["warning", "reads files of the machine"]],
    ["DatasetFromGraph", ["warning", "runs a graph that it is given as text"]],
    ["SaveDataset", ["danger", "writes files on the machine"]],
    ["SaveDatasetV2", ["danger", "writes files on the machine"]],
    ["DistributedSave", ["danger", "writes files on the machine"]],
    ["SnapshotDataset", ["danger", "writes files on the machine"]],
    ["SnapshotDatasetV2", ["danger", "writes files on the machine"]],
    ["CacheDataset", ["warning", "may write files on the machine"]],
    ["CacheDatasetV2", ["warning", "may write files on the machine"]],
    ["DatasetToTFRecord", ["danger", "writes files on the machine"]],
    ["ExperimentalDatasetToTFRecord", ["danger", "writes files on the machine"]],
    ["Save", ["danger", "writes files on the machine"]],
    ["SaveSlices", ["danger", "writes files on the machine"]],
    ["SaveV2", ["danger", "writes files on the machine"]],
    ["MergeV2Checkpoints", ["danger", "moves and deletes files of the machine"]],
    [printsToFile, ["danger", "writes files on the machine"]],
    ["WriteSummary", ["warning", "writes files on the machine"]],
    ["CreateSummaryFileWriter", ["warning", "writes files on the machine"]],
    ["DebugIdentity", ["warning", "may send values over the network"]],
    ["DebugIdentityV2", ["warning", "writes files on the machine"]],
    ["DecodeProtoV2", ["warning", "reads descriptions of messages from files"]],
    ["RpcCall", ["warning", "calls another machine"]],
    ["GrpcServer", ["warning", "opens a network server"]],
    ["DataServiceDataset", ["warning", "reads from the network"]],
    ["ImmutableConst", ["warning", "maps a file of the machine into memory"]],
    ["LoadAndRemapMatrix", ["warning", "reads a checkpoint of the machine"]],
  ],
);

/** Operators of a graph with which running it does more than computing. */
export function riskyOperators(operators: Iterable<string>): Finding[] {
  const findings: Finding[] = [];
  for (const operator of operators) {
    const found = risky.get(operator);
    if (!found) continue;
    const [severity, does] = found;
    findings.push({
      code: "tensorflow-operator",
      severity,
      message: `The graph has the operator ${operator}, which ${does} when the model runs.`,
      where: operator,
    });
  }
  return findings;
}
