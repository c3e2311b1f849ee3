/** All alerts, active and past, and the rules that open them. */

import { words } from "../../i18n/language";
import { Page } from "../../ui/display/page";
import { Tabs } from "../../ui/controls/tabs";
import { query } from "../../router";
import { AlertBrowser } from "./alert_browser";
import { Rules } from "./rules";
import "./alerts.css";

export default function Alerts() {
  const { alerts: t } = words.value;
  const tab = query.value.get("tab");
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        name="tab"
        tabs={[
          ["", t.active],
          ["past", t.past],
          ["rules", t.rules],
        ]}
      />
      {tab === "rules" ? <Rules /> : <AlertBrowser state={tab === "past" ? "past" : "active"} />}
    </Page>
  );
}
