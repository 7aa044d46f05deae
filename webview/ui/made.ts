import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { createdBy } from "../../src/core/model/recipe/creation.ts";
import type { Creation } from "../../src/core/model/recipe.ts";
import { calendarDay, day, minuteTime } from "./dates.ts";

function explanation(source: Creation["source"]): string {
  return {
    commit: l10n.t("date of the commit that added it"),
    name: l10n.t("date in its name"),
    file: l10n.t("date of the file, which a copy or a checkout changes"),
    notes: l10n.t("date in a text file beside it"),
  }[source];
}

/** Renders the date at which an imported version was made, and the source of that date. */
export function madeTime({ at, source }: Creation): TemplateResult {
  const time = new Date(at);
  const isWritten = source === "name" || source === "notes";
  const text = isWritten ? calendarDay(time) : day(time);
  const title = isWritten ? explanation(source) : `${minuteTime(time)}: ${explanation(source)}`;
  return html`<span title=${title}
    ><time datetime=${at}>${text}</time> <span class="muted">${createdBy(source)}</span></span
  >`;
}
