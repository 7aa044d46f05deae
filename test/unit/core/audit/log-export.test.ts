import { expect, test } from "vitest";
import type { LogEntry } from "../../../../src/core/audit/log-entry.ts";
import { logWriting, type LogFormat } from "../../../../src/core/audit/log-export.ts";
import { EventId, ModelName, Timestamp, VersionId } from "../../../../src/core/model/ids.ts";

const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const moved: LogEntry = {
  // Put together in another order than files have it.
  title: "Staging → Production",
  reason: '=HYPERLINK("http://x"), so\nthere',
  id: EventId.parse(id),
  at: Timestamp.parse("2026-11-21T09:30:00.000Z"),
  actor: { name: "Ada, Countess", email: "ada@example.org" },
  type: "version.transitioned",
  model: ModelName.parse("fraud"),
  version: VersionId.parse(id),
  subject: "fraud 4",
  data: { to: "Production", reason: '"' },
};
const unknown: LogEntry = {
  id: EventId.parse(id),
  at: moved.at,
  actor: { name: "Ada" },
  type: "model.sold",
  subject: "",
  title: "model.sold (from a newer release)",
  data: null,
};

function file(format: LogFormat, entries: readonly LogEntry[]): string {
  const { head, entry, foot } = logWriting[format];
  return head + entries.map(entry).join("") + foot;
}

test("JSON: an array of entries with their fields in one order, an entry a line", () => {
  const text = file("json", [moved, unknown]);
  expect(JSON.parse(text)).toEqual([moved, unknown]);
  expect(text.split("\n")).toHaveLength(5);
  expect(text.split("\n")[1]).toMatch(/^\{"id":"01ARZ3NDEKTSV4RRFFQ69G5FAV","at":/);
  expect(JSON.parse(file("json", []))).toEqual([]);
});

test("CSV: RFC 4180, formulas defused, what is absent empty", () => {
  expect(file("csv", [moved, unknown])).toBe(
    "id,at,actor,email,type,model,version,subject,title,reason,source,data\r\n" +
      `${id},2026-11-21T09:30:00.000Z,"Ada, Countess",ada@example.org,version.transitioned,fraud,${id},fraud 4,Staging → Production,` +
      `"'=HYPERLINK(""http://x""), so\nthere",,"{""to"":""Production"",""reason"":""\\""""}"\r\n` +
      `${id},2026-11-21T09:30:00.000Z,Ada,,model.sold,,,,model.sold (from a newer release),,,null\r\n`,
  );
});
