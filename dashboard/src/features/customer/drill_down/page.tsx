/** The details behind one of a customer's five metrics. */

import { useCustomer } from "../../../api/customer/customer";
import { EMPLOYEES, isMetric, LOGIN } from "../../../api/metrics";
import { words } from "../../../i18n/language";
import { pathSegment } from "../../../router";
import { Icon } from "../../../ui/display/icon";
import { Page } from "../../../ui/display/page";
import { Empty } from "../../../ui/feedback/placeholder";
import "./drill_down.css";
import { EmployeeDetails } from "./employees";
import { LoginDetails } from "./login";
import { PercentageDetails } from "./percentage";

export default function DrillDownPage({ id, metric }: { id: string; metric: string }) {
  const { metrics, drillDown: t, common } = words.value;
  const customer = useCustomer(id);
  if (!isMetric(metric)) {
    return (
      <Page title={common.notFound}>
        <Empty title={common.notFound} hint={common.notFoundHint} />
      </Page>
    );
  }
  return (
    <Page
      title={metrics[metric].name}
      lead={metrics[metric].description}
      before={
        <a class="back" href={`/customers/${pathSegment(id)}`}>
          <Icon name="back" />
          {t.back(customer.data.value?.name ?? id)}
        </a>
      }
    >
      {metric === EMPLOYEES ? (
        <EmployeeDetails id={id} />
      ) : metric === LOGIN ? (
        <LoginDetails id={id} />
      ) : (
        <PercentageDetails id={id} metric={metric} />
      )}
    </Page>
  );
}
