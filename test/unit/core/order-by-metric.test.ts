import { expect, test } from "vitest";
import { compareByMetric, orderByMetric } from "../../../src/core/query/order-by-metric.ts";

const low = { metric: "loss", descending: false };

test("a query is ordered by a metric, without its own order and limit", () => {
  expect(orderByMetric("", { metric: "test.auc", descending: true })).toBe(
    "order by metrics.test.auc desc",
  );
  expect(orderByMetric("stage = Staging order by version limit 3", low)).toBe(
    "stage = Staging order by metrics.loss",
  );
  expect(orderByMetric("stage =", low)).toBe("stage =");
});

test("versions stand in the same order, those without the metric last", () => {
  const versions: readonly { readonly id: string; readonly metrics: Record<string, number> }[] = [
    { id: "a", metrics: { loss: 2 } },
    { id: "b", metrics: {} },
    { id: "c", metrics: { loss: 1 } },
    { id: "d", metrics: { loss: 2 } },
    { id: "e", metrics: {} },
  ];
  const order = (metric: string): string =>
    versions
      .toSorted((a, b) => compareByMetric(a, b, { ...low, metric }))
      .map(({ id }) => id)
      .join("");
  expect(order("loss")).toBe("cdaeb");
  expect(order("constructor")).toBe("edcba");
});
