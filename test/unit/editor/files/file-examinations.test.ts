import { expect, test } from "vitest";
import { FileExaminations } from "../../../../src/editor/files/file-examinations.ts";
import type {
  ExaminationRequest,
  FileExamination,
} from "../../../../src/registry/files/examine-file.ts";

/** Examinations of files whose content is told by the test. */
function examinations(found: () => FileExamination) {
  const requests: ExaminationRequest[] = [];
  const files = new FileExaminations(
    (request) => {
      requests.push(request);
      return Promise.resolve(found());
    },
    () => undefined,
    () => undefined,
  );
  const of = (path: string, stamp: string, findsDangers = true): FileExamination | undefined =>
    files.of(path, { stamp, isUnknownModel: true }, findsDangers);
  return { of, requests, settled: () => new Promise(setImmediate) };
}

test("a file is examined once for each state that it is in", async () => {
  let danger = "It calls os.system.";
  const { of, requests, settled } = examinations(() => ({ danger }));
  expect(of("a.pkl", "1"), "not known yet").toBeUndefined();
  await settled();
  expect(of("a.pkl", "1")).toEqual({ danger });
  expect(requests).toEqual([{ path: "a.pkl", inspects: true }]);

  danger = "It calls eval.";
  expect(of("a.pkl", "2"), "what was found in other bytes").toBeUndefined();
  await settled();
  expect(of("a.pkl", "2")).toEqual({ danger });
  expect(requests).toHaveLength(2);
});

test("nothing is read where nobody wants to know of dangers", async () => {
  const { of, requests, settled } = examinations(() => ({}));
  expect(of("a.pkl", "1", false)).toBeUndefined();
  await settled();
  expect(requests).toEqual([]);
});
