/** What was given away, who asked for it, and the log that proves both; for supervisors. */

import { words } from "../../i18n/language";
import { may } from "../../session/session";
import { Tabs } from "../../ui/controls/tabs";
import { Page } from "../../ui/display/page";
import { Empty } from "../../ui/feedback/placeholder";
import { Agents } from "./agents";
import { AuditLog } from "./audit_log";
import { Credits } from "./credits";

export default function Reports() {
  const { reports: t } = words.value;
  if (!may("supervisor")) {
    return (
      <Page title={t.title}>
        <Empty title={t.notYours} hint={t.notYoursHint} />
      </Page>
    );
  }
  return (
    <Page title={t.title}>
      <Tabs
        label={t.title}
        tabs={[
          ["", t.credits, () => <Credits />],
          ["agents", t.agents, () => <Agents />],
          ["audit", t.audit, () => <AuditLog />],
        ]}
      />
    </Page>
  );
}
