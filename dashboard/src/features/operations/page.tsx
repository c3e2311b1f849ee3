/** Whether the data can be trusted: runs, records that can't be read, companies without a match. */

import { words } from "../../i18n/language";
import { Page } from "../../ui/display/page";
import { Tabs } from "../../ui/controls/tabs";
import { query } from "../../router";
import { DataIssues } from "./data_issues";
import { Runs } from "./runs";
import { MatchReview } from "./match_review";
import "./operations.css";

export default function Operations() {
  const { operations: t } = words.value;
  const tab = query.value.get("tab");
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        name="tab"
        tabs={[
          ["", t.runs],
          ["quality", t.dataQuality],
          ["unmatched", t.unmatched],
        ]}
      />
      {tab === "quality" ? <DataIssues /> : tab === "unmatched" ? <MatchReview /> : <Runs />}
    </Page>
  );
}
