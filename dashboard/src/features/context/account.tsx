import type { SectionData } from "../../api/customer/context";
import { date, money, shortPercent } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Facts } from "../../ui/display/facts";
import { Ago } from "../../ui/display/time";
import { inWords } from "../../ui/records/crm_value";
import { ownerName } from "../../ui/records/person";
import { planText } from "../../ui/records/plan";
import { RecordLink } from "../../ui/records/record_link";

export function Account({ account }: { account: SectionData<"account"> }) {
  const { context: t, customer } = words.value;
  const { plan, renewalProbability, tier, tierSince, contractEnd, lifetimeValue } = account;
  return (
    <Facts
      of={[
        [
          t.accountId,
          <RecordLink url={account.url} system="HubSpot">
            {account.accountId}
          </RecordLink>,
        ],
        [t.tier, tier && `${inWords(t.tiers, tier)}${tierSince ? ` ${t.tierSince(date(tierSince))}` : ""}`],
        [t.plan, plan && planText(plan)],
        [t.contractEnd, contractEnd && date(contractEnd)],
        [t.renewal, renewalProbability !== undefined && shortPercent(renewalProbability)],
        [t.lifetime, lifetimeValue && money(lifetimeValue)],
        [customer.owner, ownerName(account.owner)],
        [t.lastContact, account.lastContact && <Ago at={account.lastContact} />],
      ]}
    />
  );
}
