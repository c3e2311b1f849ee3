/** The quick actions beside a customer's name. */

import type { CustomerDetail } from "../api/types";
import { ActionMenu } from "../features/actions/action_menu";
import { words } from "../i18n/language";
import { requestAction } from "./action_request";

export default function CustomerActions({ customer }: { customer: CustomerDetail }) {
  const { id, alertLevel } = customer;
  return (
    <>
      <button
        type="button"
        data-key="c"
        aria-keyshortcuts="c"
        onClick={() => requestAction({ id, kind: "send_email" })}
      >
        {words.value.actions.kinds.send_email}
        <kbd class="hint">c</kbd>
      </button>
      <ActionMenu id={id} level={alertLevel} />
    </>
  );
}
