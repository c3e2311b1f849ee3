/** Says that a page has nothing to show. That is good news only after a daily run, and with
 * customers: before, nothing has been looked at. */

import { customerTotal, lastRun } from "../../api/customers";
import { words } from "../../i18n/language";
import { Empty, Skeleton } from "./placeholder";

export function NothingFound({ title, hint }: { title: string; hint: string }) {
  const { list } = words.value;
  if (lastRun.value === undefined) return <Skeleton lines={2} />;
  if (!customerTotal.value) return <Empty title={list.noCustomersTitle} hint={list.noCustomers} />;
  if (lastRun.value === null) return <Empty title={list.noRunTitle} hint={list.noRun} />;
  return <Empty title={title} hint={hint} />;
}
