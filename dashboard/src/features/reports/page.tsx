/** What was given away, who asked for it, the log that proves both, and whether the product helps;
 * for supervisors. */

import { words } from "../../i18n/language";
import { may } from "../../session/session";
import { Tabs } from "../../ui/controls/tabs";
import { Page } from "../../ui/display/page";
import { Empty } from "../../ui/feedback/placeholder";
import { Agents } from "./agents";
import { AuditLog } from "./audit_log";
import { Credits } from "./credits";
import { Success } from "./success";

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
          ["success", t.success, () => <Success />],
          ["agents", t.agents, () => <Agents />],
          ["audit", t.audit, () => <AuditLog />],
        ]}
      />
    </Page>
  );
}
