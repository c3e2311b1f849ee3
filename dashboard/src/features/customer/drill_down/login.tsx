/** The company's master account, and its logins of 90 days. */

import { api, dataOf } from "../../../api/client";
import { LOGIN } from "../../../api/metrics";
import { useResource } from "../../../api/resource";
import { fullDateTime } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { Facts } from "../../../ui/display/facts";
import { Ago } from "../../../ui/display/time";
import { Loaded } from "../../../ui/feedback/loaded";
import { Empty } from "../../../ui/feedback/placeholder";
import { Origin } from "./origin";

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
      {(data) => (
        <div class="columns">
          <section class="box">
            <h2>{t.account}</h2>
            {data.unmatched && <p class="critical strong">{t.noAccount[data.unmatched]}</p>}
            <Facts
              of={[
                [context.name, data.account?.name],
                [context.email, data.account?.email],
                [t.user, data.account && <code>{data.account.userId}</code>],
                [
                  context.lastLogin,
                  data.lastLogin ? (
                    <Ago at={data.lastLogin} />
                  ) : data.days === undefined ? (
                    values.noData
                  ) : (
                    values.neverSeen
                  ),
                ],
                [t.withoutLogin, data.days !== undefined && values.days(Math.floor(data.days))],
              ]}
            />
            <Origin {...data} />
          </section>
          <section class="box">
            <h2>{t.logins}</h2>
            {data.logins.length === 0 && (
              <Empty
                title={t.noLogins}
                hint={data.account ? t.noLoginsHint : t.noAccountHint}
              />
            )}
            <ol>
              {data.logins.map((at) => (
                <li key={at} class="login">
                  <time dateTime={at}>{fullDateTime(at)}</time>
                </li>
              ))}
            </ol>
          </section>
        </div>
      )}
    </Loaded>
  );
}
