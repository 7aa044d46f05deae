import * as z from "zod";

/** What versions do in use, a part of `policy.yaml`: how long observations are kept. */

/** Days for which observations are kept if the policy says nothing. */
export const defaultKeeping = { rawDays: 30, minuteDays: 180 } as const;

const Days = z.int().min(1).max(100_000);

const Keeping = z
  .strictObject({
    rawDays: Days.default(defaultKeeping.rawDays).meta({
      description: "Days for which single observations are kept; their sums by hour stay.",
    }),
    minuteDays: Days.default(defaultKeeping.minuteDays).meta({
      description: "Days for which sums by minute are kept; those by hour stay.",
    }),
  })
  .readonly();
export type Keeping = z.infer<typeof Keeping>;

/** Rules for versions in use. */
export const Monitoring = z
  .strictObject({
    keep: Keeping.optional().meta({ description: "How long observations are kept." }),
  })
  .readonly();
export type Monitoring = z.infer<typeof Monitoring>;
