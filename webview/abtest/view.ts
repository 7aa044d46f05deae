import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { probabilityText } from "../../src/core/abtests/comparison-text.ts";
import { splitText } from "../../src/core/abtests/routing.ts";
import { formatMetric } from "../../src/core/metrics/metric-format.ts";
import { durationText } from "../../src/core/text/duration-text.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { actionButton, type ActionButton } from "../ui/button.ts";
import { minuteTime } from "../ui/dates.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { plainTable } from "../ui/plain-table.ts";
import { factList, section } from "../ui/section.ts";
import { chartSection } from "./charts.ts";
import { host } from "./host.ts";
import type { AbTestSnapshot, AbVariant } from "./protocol.ts";
import { resultTable } from "./results.ts";

/** The page of an A/B test: its state in one sentence, how that came, and the figures. */
export function abTestView(snapshot: AbTestSnapshot): TemplateResult {
  const { name, variants } = snapshot;
  const badge = html`<span class="muted">${stateText(snapshot)}</span>`;
  const observed = variants.some(({ observations }) => observations > 0);
  return html`${pageHeader(l10n.t("A/B test {0}", name), badge, actions(snapshot))}
  ${observed || snapshot.end ? html`<p class="abtest-summary">${snapshot.summary}</p>` : nothing}
  ${warnings(snapshot)} ${progress(snapshot)} ${observed ? nothing : withoutObservations(snapshot)}
  ${section(l10n.t("Versions"), variantTable(snapshot))}
  ${observed ? section(l10n.t("Results"), resultTable(snapshot)) : nothing}
  ${chartSection(snapshot)} ${section(l10n.t("Plan"), planFacts(snapshot))}
  ${section(l10n.t("History"), historyTable(snapshot))}`;
}

function stateText({ end, mode }: AbTestSnapshot): string {
  if (!end) return mode === "shadow" ? l10n.t("Shadow test, running") : l10n.t("Running");
  return end.winner === undefined
    ? l10n.t("Ended without a winner")
    : l10n.t("Ended: {0} won", end.winner);
}

function actions({ canAct, mode, end, state }: AbTestSnapshot): readonly ActionButton[] {
  const copyRouting: ActionButton = {
    label: l10n.t("Copy routing code…"),
    icon: "copy",
    run: () => {
      host.send({ type: "copy-routing" });
    },
  };
  if (!canAct) return end ? [] : [copyRouting];
  return [
    {
      label: l10n.t("Conclude…"),
      icon: "pass",
      primary: state !== "running",
      run: () => {
        host.send({ type: "conclude" });
      },
    },
    ...(mode === "shadow"
      ? []
      : [
          {
            label: l10n.t("Change split…"),
            icon: "split-horizontal",
            run: () => {
              host.send({ type: "change-split" });
            },
          },
        ]),
    {
      label: l10n.t("Stop…"),
      icon: "debug-stop",
      run: () => {
        host.send({ type: "stop" });
      },
    },
    copyRouting,
  ];
}

/** Returns the warnings to read before any figure is believed. */
function warnings({ state, splitP, metrics, variants }: AbTestSnapshot): TemplateResult {
  const harmed = metrics
    .filter(({ isGuardrail }) => isGuardrail)
    .flatMap(({ metric, figures }) =>
      figures.flatMap(({ verdict, comparison }, variant) =>
        verdict === "worse"
          ? [
              l10n.t(
                "{0}, guardrail {1}: {2}.",
                variants[variant]?.title ?? "",
                metric,
                comparison ?? "",
              ),
            ]
          : [],
      ),
    );
  const broken =
    state === "broken-split" && splitP !== undefined
      ? [
          l10n.t(
            "Requests are not split as planned: so uneven a split has a probability of {0}. Some observations of a version are missing or counted twice.",
            probabilityText(splitP),
          ),
        ]
      : [];
  return html`${[...broken, ...harmed].map(
    (text) =>
      html`<p class="abtest-note abtest-warning">${icon("warning")}<span>${text}</span></p>`,
  )}`;
}

function progress({ values, needed, end }: AbTestSnapshot): TemplateResult | typeof nothing {
  if (needed === undefined || end) return nothing;
  const part = Math.min(1, values / needed);
  const text = l10n.t(
    "{0} of about {1} values",
    formatNumber(values),
    formatNumber(Number(needed.toPrecision(2))),
  );
  return html`<div
      class="abtest-progress"
      role="progressbar"
      aria-label=${text}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(part * 100)}
    >
      <div .style=${`width: ${part * 100}%`}></div>
    </div>
    <p class="muted">${text}</p>`;
}

function withoutObservations({ end }: AbTestSnapshot): TemplateResult {
  if (end) return html`<p class="muted">${l10n.t("Nothing was observed in this test.")}</p>`;
  return html`<div class="state">
    ${icon("beaker", "state-icon")}
    <h2>${l10n.t("Nothing was observed yet.")}</h2>
    <p>
      ${l10n.t(
        "The program that answers requests asks which version answers, and records what came of it.",
      )}
    </p>
    ${actionButton({
      label: l10n.t("Copy routing code…"),
      icon: "copy",
      primary: true,
      run: () => {
        host.send({ type: "copy-routing" });
      },
    })}
  </div>`;
}

function variantTable({ variants, mode }: AbTestSnapshot): TemplateResult {
  return plainTable(
    [l10n.t("Version"), l10n.t("Stage"), l10n.t("Share"), l10n.t("Observations")],
    variants.map((variant, index) => [
      variantName(variant),
      variant.version?.stage ?? l10n.t("deleted"),
      mode === "shadow"
        ? index === 0
          ? l10n.t("answer used")
          : l10n.t("shadow")
        : percent(variant.share / 10_000),
      formatNumber(variant.observations),
    ]),
    { numeric: [2, 3] },
  );
}

/** The title of a variant, which opens its version. */
export function variantName({ version, title }: AbVariant): TemplateResult | string {
  if (!version) return title;
  return html`<button
    type="button"
    class="link"
    @click=${() => {
      host.send({ type: "show-version", version: version.id });
    }}
  >
    ${title}
  </button>`;
}

function percent(part: number): string {
  return `${formatMetric(Number((part * 100).toPrecision(4)))} %`;
}

function planFacts(snapshot: AbTestSnapshot): TemplateResult {
  const { effect, level, power, needed, startedAt, reason } = snapshot;
  return factList(
    [
      [l10n.t("Started"), minuteTime(new Date(startedAt))],
      ...(reason === undefined ? [] : [[l10n.t("Reason"), reason] as const]),
      ...canaryFact(snapshot),
      [l10n.t("Smallest difference of interest"), percent(effect)],
      [l10n.t("Level of significance"), percent(level)],
      [l10n.t("Power"), percent(power)],
      [
        l10n.t("Values needed"),
        needed === undefined
          ? l10n.t("not known yet")
          : l10n.t("about {0}", formatNumber(Number(needed.toPrecision(2)))),
      ],
    ],
    "facts-columns",
  );
}

/** Steps by which the share of the second version grows by itself, and the current one. */
function canaryFact({
  canary,
  variants,
  end,
}: AbTestSnapshot): readonly (readonly [string, string])[] {
  if (!canary) return [];
  const shareText = (share: number): string => percent(share / 10_000);
  const steps = canary.steps.map(shareText).join(", ");
  const share = variants[1]?.share ?? 0;
  const every = durationText(canary.every);
  if (end) return [[l10n.t("Canary"), l10n.t("{0}; ended at {1}", steps, shareText(share))]];
  const text = canary.steps.includes(share)
    ? l10n.t("{0}; now {1}, each step for {2} at least", steps, shareText(share), every)
    : l10n.t("{0}; now {1}, which is none of these steps: it stays there", steps, shareText(share));
  return [[l10n.t("Canary"), text]];
}

function historyTable({ splits, end, mode }: AbTestSnapshot): TemplateResult {
  const rows = splits.map(({ since, shares, reason }, index): readonly [unknown, ...unknown[]] => [
    minuteTime(new Date(since)),
    index === 0 ? l10n.t("Started") : l10n.t("Split changed"),
    mode === "shadow" ? "" : splitText(shares),
    reason ?? "",
  ]);
  const ended: readonly (readonly [unknown, ...unknown[]])[] = end
    ? [
        [
          minuteTime(new Date(end.at)),
          end.winner === undefined
            ? l10n.t("Ended without a winner")
            : l10n.t("{0} won", end.winner),
          "",
          end.reason ?? "",
        ],
      ]
    : [];
  return plainTable(
    [l10n.t("When"), l10n.t("What"), l10n.t("Split"), l10n.t("Reason")],
    [...rows, ...ended].toReversed(),
  );
}
