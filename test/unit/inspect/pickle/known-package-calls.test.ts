import { describe, expect, it } from "vitest";
import { passes } from "../../support/gates.ts";
import { assemble, callText, global, text } from "../support/pickle-assembler.ts";
import { scanBytes } from "./scan-bytes.ts";

/**
 * Functions of packages that models are made of, which read, write, fetch, remove or run: those that
 * `test/bench/pickle-scanners` measures, and others.
 */
const functions = `
  numpy.core _ufunc_reconstruct
  scipy._lib._uarray._backend unpickle_function
  joblib.testing check_subprocess_call
  joblib._memmapping_reducer delete_folder
  gensim.utils check_output
  gensim.utils unpickle
  sklearn.datasets._base clear_data_home
  sklearn.datasets load_svmlight_file
  sklearn.utils._joblib delayed
  scipy.datasets._utils clear_cache
  scipy.io loadmat
  statsmodels.datasets.utils clear_data_home
  statsmodels.iolib.smpickle load_pickle
  mlflow.projects.backend.local _run_entry_point
  mlflow.utils.file_utils download_file_using_http_uri
  torch.utils.model_zoo load_url
  torch.hub download_url_to_file
  torchvision.datasets.utils download_url
  torchaudio._internal download_url_to_file
  keras.src.utils.file_utils get_file
  tensorflow.python.lib.io.file_io delete_recursively
  tensorflow.python.framework.load_library load_op_library
  transformers.utils.hub cached_file
  transformers.pipelines pipeline
  sentence_transformers.util http_get
  nltk.downloader download
  spacy.util run_command
  spacy.cli.download download
  pandas.io.sql read_sql_query
  pandas.io.clipboards to_clipboard
  polars.io.ipc.functions read_ipc
  ultralytics.utils.downloads safe_download
  lightning.fabric.utilities.cloud_io _load
  networkx.drawing.nx_agraph view_pygraphviz
  fastai.data.external untar_data
  xgboost.core _load_lib
  lightgbm.engine train
  catboost.core train
  sklearn.pipeline Pipeline.fit
  torch.nn.modules.module Module.register_buffer
`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(" "));

describe("a function of a known package that loading calls", () => {
  it.each(functions)("%s.%s has a warning of its own, and is not safe", async (module, name) => {
    const bytes = assemble(callText(module, name, "one"), "STOP");
    const { verdict, findings, description } = await scanBytes(bytes);
    const naming = findings.filter(({ message }) => message.includes(`${module}.${name}`));
    expect(naming.map(({ severity }) => severity)).not.toContain("info");
    if (verdict !== "dangerous") {
      expect(verdict).toBe("needs-code");
      expect(naming.map(({ message }) => message).join()).toContain(`${module}.${name}("one")`);
      expect(description.calls).toEqual([`${module}.${name}`]);
    }
    const inspection = { verdict, calls: description.calls };
    expect(passes({ safe: true }, {}, { inspection })).toBe(false);
  });

  it("is not safe either when it is only known while loading which one it is", async () => {
    // What partial gives is called, and nobody knows here what that does.
    const reader = global("sklearn.datasets", "load_svmlight_file");
    const partial = assemble(global("functools", "partial"), reader, "TUPLE1", "REDUCE");
    const bytes = assemble(partial, text("one"), "TUPLE1", "REDUCE", "STOP");
    const { verdict, description } = await scanBytes(bytes);
    expect(verdict).toBe("needs-code");
    expect(description.calls).toContain("something that is only computed while it loads");
    const inspection = { verdict, calls: description.calls };
    expect(passes({ safe: true }, {}, { inspection })).toBe(false);
  });

  it("is told among more findings than are shown", async () => {
    const many = Array.from({ length: 150 }, (_, index) => [
      global("unheard_of", `Class${index}`),
      "POP" as const,
    ]).flat();
    const bytes = assemble(
      ...many,
      callText("sklearn.datasets", "load_svmlight_file", "one"),
      "STOP",
    );
    const { verdict, description } = await scanBytes(bytes);
    expect(description.calls).toEqual(["sklearn.datasets.load_svmlight_file"]);
    const inspection = { verdict, calls: description.calls };
    expect(passes({ safe: true }, {}, { inspection })).toBe(false);
  });
});
