import { abTestPage } from "./ab-test-page.ts";
import { auditPage } from "./audit-page.ts";
import { comparePage } from "./compare-page.ts";
import type { EditorPage, PageContext, PageEnvironment, SubjectOf } from "./editor-page.ts";
import { importPage } from "./import-page.ts";
import { inspectPage } from "./inspect-page.ts";
import { lineagePage } from "./lineage-page.ts";
import { modelPage } from "./model-page.ts";
import { monitoringPage } from "./monitoring-page.ts";
import type { PageKind, PageSubject } from "./page-subject.ts";
import { retentionPage } from "./retention-page.ts";
import { runPage } from "./run-page.ts";
import { versionPage } from "./version-page.ts";

const factories: { readonly [K in PageKind]: (context: PageContext<SubjectOf<K>>) => EditorPage } =
  {
    version: versionPage,
    model: modelPage,
    compare: comparePage,
    lineage: lineagePage,
    inspect: inspectPage,
    audit: auditPage,
    retention: retentionPage,
    monitoring: monitoringPage,
    abtest: abTestPage,
    run: runPage,
    import: importPage,
  };

/** Returns the editor's part of the page about a subject. */
export function createPage(subject: PageSubject, environment: PageEnvironment): EditorPage {
  return create(subject.page, subject, environment);
}

function create<K extends PageKind>(
  kind: K,
  subject: SubjectOf<K>,
  environment: PageEnvironment,
): EditorPage {
  return factories[kind]({ ...environment, subject });
}
