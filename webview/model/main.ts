import "../ui/strict-csp.ts";
import "./model.css";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { parametersOf, shownColumns, allColumns } from "./columns.ts";
import { host } from "./host.ts";
import { MetricReader } from "./metric-values.ts";
import type { ModelSnapshot } from "./protocol.ts";
import { ModelPageState, type ChangeState } from "./state.ts";
import { VersionRows, type TableQuestion } from "./version-rows.ts";
import { modelView } from "./view.ts";

/** A person who types is asked to finish a word before the registry is asked. */
const typingMs = 200;

const stored = storedState(ModelPageState, ModelPageState.parse({}));
let state = stored.read();
let shown: ModelSnapshot | undefined;
let typing: ReturnType<typeof setTimeout> | undefined;

const rows = new VersionRows(() => {
  page.update();
});

const values = new MetricReader(() => {
  page.update();
});

const page = startPage("model", host, (snapshot) => {
  if (snapshot !== shown) {
    // A change of the registry may have changed any row.
    if (shown) rows.renew();
    shown = snapshot;
    rows.ask(tableQuestion(snapshot));
  }
  return modelView(snapshot, state, { rows, values }, change);
});

function change(part: Parameters<ChangeState>[0]): void {
  const before = state;
  state = ModelPageState.parse({ ...state, ...part });
  stored.write(state);
  page.update();
  clearTimeout(typing);
  typing = setTimeout(
    () => {
      if (shown) rows.ask(tableQuestion(shown));
    },
    state.filter === before.filter ? 0 : typingMs,
  );
}

function tableQuestion(snapshot: ModelSnapshot): TableQuestion {
  const { column: id, descending } = state.sorting;
  const column = allColumns(snapshot).find((each) => each.id === id);
  return {
    filter: state.filter.trim(),
    order: {
      field: column?.field ?? "version",
      ...(column?.name !== undefined && { name: column.name }),
      descending,
    },
    parameters: parametersOf(shownColumns(snapshot, state.columns)).slice(0, 50),
  };
}
