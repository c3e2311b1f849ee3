/** Whose the master account is, and when it was there. */

import { api, dataOf } from "../../../api/client";
import { LOGIN } from "../../../api/metrics";
import { fullDateTime } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Facts } from "../../../ui/display/facts";
import { Loaded } from "../../../ui/feedback/loaded";
import { Empty } from "../../../ui/feedback/placeholder";
import { Ago } from "../../../ui/display/time";
import { useResource } from "../../../api/resource";

export function LoginDetails({ id }: { id: string }) {
  const { drillDown: t, values, context } = words.value;
  const found = useResource(`drill ${id} ${LOGIN}`, () =>
    dataOf(
      api.GET("/customers/{company_id}/metrics/last_login_date_master_account", {
        params: { path: { company_id: id } },
      }),
    ),
  );
  return (
    <Loaded of={found} lines={8}>
      {(of) => (
        <div class="columns">
          <section class="box">
            <h2>{t.account}</h2>
            {of.unmatched && <p class="critical strong">{t.noAccount[of.unmatched]}</p>}
            <Facts
              of={[
                [context.name, of.account?.name],
                [context.email, of.account?.email],
                [t.user, of.account && <code>{of.account.userId}</code>],
                [
                  context.lastLogin,
                  of.lastLogin ? <Ago at={of.lastLogin} /> : values.neverSeen,
                ],
                [t.withoutLogin, of.days !== undefined && values.days(Math.floor(of.days))],
              ]}
            />
          </section>
          <section class="box">
            <h2>{t.logins}</h2>
            {of.logins.length === 0 && <Empty title={t.noLogins} hint={t.noLoginsHint} />}
            <ol>
              {of.logins.map((at) => (
                <li key={at} class="login">
                  <Ago at={at} />
                  <span class="quiet">{fullDateTime(at)}</span>
                </li>
              ))}
            </ol>
          </section>
        </div>
      )}
    </Loaded>
  );
}
