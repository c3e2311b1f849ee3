/** Puts the quick actions into the context tab: neither feature imports the other. */

import type { CustomerDetail } from "../api/types";
import { ActionMenu } from "../features/actions/action_menu";
import { PastActions } from "../features/actions/past_actions";
import { ContextTab } from "../features/context/tab";

export default function CustomerContext({ customer }: { customer: CustomerDetail }) {
  return <ContextTab customer={customer} ActionMenu={ActionMenu} PastActions={PastActions} />;
}
