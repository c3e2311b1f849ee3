/** The warnings, for a customer success manager's daily review: those without a decision first. */

import { words } from "../../i18n/language";
import { query, setQuery } from "../../router";
import { currentUser } from "../../session/session";
import { Tabs } from "../../ui/controls/tabs";
import { Page } from "../../ui/display/page";
import { NothingFound } from "../../ui/feedback/nothing_found";
import "./alerts.css";
import { Ongoing } from "./ongoing";

export default function Review() {
  const { review: t, alerts } = words.value;
  return (
    <Page title={t.title} lead={t.lead}>
      <Tabs
        label={t.title}
        tabs={[
          ["", t.open, () => <Warnings triage="open" />],
          ["in-hand", alerts.inHand, () => <Warnings triage="decided" />],
        ]}
      />
    </Page>
  );
}

function Warnings({ triage }: { triage: "open" | "decided" }) {
  const { review: t, alerts } = words.value;
  const mine = query.value.has("mine");
  const fresh = query.value.has("new");
  const owner = mine ? (currentUser()?.email ?? "") : "";
  const nothing =
    mine || fresh
      ? { title: alerts.emptyTitle, hint: t.emptyFilter }
      : triage === "open"
        ? { title: t.emptyTitle, hint: t.empty }
        : alerts.none.inHand;
  return (
    <>
      <div class="toggles">
        <Toggle name="mine" on={mine} label={t.mine} />
        <Toggle name="new" on={fresh} label={t.fresh} />
      </div>
      <Ongoing
        filters={{ severity: "warning", triage, ...(owner && { owner }), ...(fresh && { new: true }) }}
        empty={<NothingFound {...nothing} />}
      />
    </>
  );
}

function Toggle({ name, on, label }: { name: string; on: boolean; label: string }) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={() => setQuery({ [name]: on ? null : "1" })} />{" "}
      {label}
    </label>
  );
}
