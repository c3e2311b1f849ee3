/** Whether the data can be trusted: daily runs, unreadable records, companies without a match. */

import { words } from "../../i18n/language";
import { Tabs } from "../../ui/controls/tabs";
import { Page } from "../../ui/display/page";
import { DataIssues } from "./data_issues";
import { MatchReview } from "./match_review";
import "./operations.css";
import { Runs } from "./runs";

export default function Operations() {
  const { operations: t } = words.value;
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        tabs={[
          ["", t.runs, () => <Runs />],
          ["quality", t.dataQuality, () => <DataIssues />],
          ["unmatched", t.unmatched, () => <MatchReview />],
        ]}
      />
    </Page>
  );
}
