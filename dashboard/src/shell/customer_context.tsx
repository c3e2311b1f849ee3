/** The context tab with the quick actions in it: two features, loaded together. */

import type { CustomerDetail } from "../api/types";
import { ActionMenu } from "../features/actions/action_menu";
import { PastActions } from "../features/actions/past_actions";
import { ContextTab } from "../features/context/tab";

export default function CustomerContext({ customer }: { customer: CustomerDetail }) {
  return <ContextTab customer={customer} ActionMenu={ActionMenu} PastActions={PastActions} />;
}
