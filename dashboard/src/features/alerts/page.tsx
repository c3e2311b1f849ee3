/** All alerts, those to decide on, in hand and past, and the rules that open them. */

import { words } from "../../i18n/language";
import { Tabs } from "../../ui/controls/tabs";
import { Page } from "../../ui/display/page";
import { AlertBrowser } from "./alert_browser";
import "./alerts.css";
import { Movers } from "./movers";
import { Rules } from "./rules/rules";

export default function Alerts() {
  const { alerts: t } = words.value;
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        tabs={[
          ["", t.open, () => <AlertBrowser list="open" />],
          ["in-hand", t.inHand, () => <AlertBrowser list="inHand" />],
          ["past", t.past, () => <AlertBrowser list="past" />],
          ["movers", t.movers, () => <Movers />],
          ["rules", t.rules, () => <Rules />],
        ]}
      />
    </Page>
  );
}
