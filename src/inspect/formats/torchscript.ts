import { Unreadable, type FileFormat } from "../contract/format.ts";
import { scanFile } from "../encodings/pickle/scan-file.ts";
import { readZipDirectory } from "../encodings/zip/directory.ts";
import { directoryOf } from "../encodings/zip/recognise-zip.ts";
import { describeTensors } from "./pytorch/describe-tensors.ts";
import { formatVersionOf } from "./pytorch/zip.ts";
import { scanZip } from "./zip/scan-zip.ts";

/**
 * A program of PyTorch with its tensors: `data.pkl`, `constants.pkl` and `code/`. Source: PyTorch,
 * torch/csrc/jit/docs/serialization.md.
 */
export const torchscript: FileFormat = {
  id: "torchscript",
  extensions: [".pt", ".pth", ".ptl", ".torchscript"],
  async recognise(file) {
    const directory = await directoryOf(file);
    return (
      directory?.find("data.pkl") !== undefined && directory.find("constants.pkl") !== undefined
    );
  },
  read: ({ source, signal }) =>
    scanFile(signal, async (scan) => {
      const directory = await readZipDirectory(source, signal);
      const pickles = await scanZip(source, directory, scan, { persistentIds: true });
      const main = directory.find("data.pkl");
      const sequence = main && pickles.get(main);
      if (sequence === undefined) throw new Unreadable("The zip has no data.pkl that can be read");
      scan.report(
        {
          code: "torchscript-code",
          severity: "info",
          message:
            "The file holds a program that PyTorch's own interpreter runs when the model is used.",
        },
        "needs-code",
      );
      const { description, ...rest } = describeTensors(
        scan,
        sequence,
        await formatVersionOf(source, directory),
      );
      // Names below __torch__ are classes of that program, not of Python.
      const imports = description.imports?.filter((name) => !name.startsWith("__torch__."));
      return { ...rest, description: { ...description, ...(imports && { imports }) } };
    }),
};
