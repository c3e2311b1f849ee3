/** English. Its type is what every language must have, so that a missing word does not compile. */

import { actions, approvals } from "./actions";
import { alerts, movers, rehearsal, review, rules, shadows, weights } from "./alerts";
import { app } from "./app";
import { charts } from "./charts";
import { context } from "./context";
import { customer, drillDown, timeline } from "./customer";
import { list } from "./customers";
import { levels, metrics, results, values } from "./metrics";
import { operations } from "./operations";
import { pastDays } from "./past_days";
import { problems } from "./problems";
import { reports } from "./reports";

export const en = {
  ...app,
  actions,
  alerts,
  approvals,
  charts,
  context,
  customer,
  drillDown,
  levels,
  list,
  metrics,
  movers,
  operations,
  pastDays,
  problems,
  reports,
  results,
  review,
  rehearsal,
  rules,
  shadows,
  timeline,
  values,
  weights,
};

export type Words = typeof en;
