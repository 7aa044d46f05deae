import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { splitText } from "../../src/core/abtests/routing.ts";
import { differenceOverTime } from "../../src/core/charts/ab-charts.ts";
import type { PointChart } from "../../src/core/charts/chart.ts";
import { observedOverTime } from "../../src/core/charts/observed-over-time.ts";
import { chartFigure } from "../ui/chart.ts";
import { section } from "../ui/section.ts";
import { host } from "./host.ts";
import type { AbTestSnapshot } from "./protocol.ts";

/** Returns charts of the difference as results came, and of each metric over time. */
export function chartSection(snapshot: AbTestSnapshot): TemplateResult | typeof nothing {
  const charts = chartsOf(snapshot);
  if (charts.length === 0) return nothing;
  return section(
    l10n.t("Over time"),
    html`<div class="abtest-charts">
      ${charts.map((chart) =>
        chartFigure({
          chart,
          open: (version) => {
            host.send({ type: "show-version", version });
          },
          empty: l10n.t("Nothing was observed in this time."),
        }),
      )}
    </div>`,
  );
}

const described = new WeakMap<AbTestSnapshot, readonly PointChart[]>();

/** Returns the charts of a snapshot, which are described once: a page renders often. */
function chartsOf(snapshot: AbTestSnapshot): readonly PointChart[] {
  const known = described.get(snapshot) ?? describe(snapshot);
  described.set(snapshot, known);
  return known;
}

const day = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

function describe(snapshot: AbTestSnapshot): readonly PointChart[] {
  const { variants, metrics, differences, curves } = snapshot;
  const [main] = metrics;
  const [first] = variants;
  const timeText = (at: number): string => day.format(at);
  const differing = variants.slice(1).flatMap((variant, index): readonly PointChart[] => {
    const points = differences[index] ?? [];
    const { version, title } = variant;
    if (!version || !main || points.length === 0) return [];
    const chart = differenceOverTime({
      title: l10n.t("{0} against {1}", title, first?.title ?? ""),
      axis: l10n.t("Difference of {0}", main.metric),
      version: version.id,
      stage: version.stage,
      points,
      timeText,
    });
    return [chart];
  });
  const observed = curves.flatMap((curve): readonly PointChart[] => {
    if (curve.variants.every((points) => points.length === 0)) return [];
    const chart = observedOverTime({
      title: curve.metric,
      metric: curve.metric,
      series: variants.flatMap(({ version, title }, index) =>
        version
          ? [
              {
                name: title,
                version: version.id,
                stage: version.stage,
                points: curve.variants[index] ?? [],
              },
            ]
          : [],
      ),
      moves: snapshot.splits.slice(1).map(({ since, shares }) => ({
        at: since,
        text: l10n.t("Split {0}", splitText(shares)),
      })),
      timeText,
    });
    return [chart];
  });
  return [...differing, ...observed];
}
