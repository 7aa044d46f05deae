import type { RefusalReason } from "../../../../src/core/refusals/refusal-data.ts";
import { abTestSamples } from "./abtest-samples.ts";
import { annotationSamples } from "./annotation-samples.ts";
import { approvalSamples } from "./approval-samples.ts";
import { artifactSamples } from "./artifact-samples.ts";
import { bundleSamples } from "./bundle-samples.ts";
import { fileSamples } from "./file-samples.ts";
import { ledgerSamples } from "./ledger-samples.ts";
import { lifecycleSamples } from "./lifecycle-samples.ts";
import { modelSamples } from "./model-samples.ts";
import { observationSamples } from "./observation-samples.ts";
import { policySamples } from "./policy-samples.ts";
import { redactionSamples } from "./redaction-samples.ts";
import { registrationSamples } from "./registration-samples.ts";
import { remoteSamples } from "./remote-samples.ts";
import { reportSamples } from "./report-samples.ts";
import { reproductionSamples } from "./reproduction-samples.ts";
import { retentionSamples } from "./retention-samples.ts";
import { retrievalSamples } from "./retrieval-samples.ts";
import { runSamples } from "./run-samples.ts";
import type { Samples } from "./sample-data.ts";
import { selectionSamples } from "./selection-samples.ts";
import { sourceSamples } from "./source-samples.ts";
import { storageSamples } from "./storage-samples.ts";
import { targetSamples } from "./target-samples.ts";
import { versionSamples } from "./version-samples.ts";

/** Examples of every refusal, so that each of its texts is made. */
export const refusalSamples: Samples<RefusalReason> = {
  ...reportSamples,
  ...fileSamples,
  ...annotationSamples,
  ...approvalSamples,
  ...ledgerSamples,
  ...lifecycleSamples,
  ...abTestSamples,
  ...modelSamples,
  ...observationSamples,
  ...policySamples,
  ...bundleSamples,
  ...remoteSamples,
  ...redactionSamples,
  ...retentionSamples,
  ...retrievalSamples,
  ...runSamples,
  ...artifactSamples,
  ...registrationSamples,
  ...reproductionSamples,
  ...selectionSamples,
  ...sourceSamples,
  ...storageSamples,
  ...targetSamples,
  ...versionSamples,
};
