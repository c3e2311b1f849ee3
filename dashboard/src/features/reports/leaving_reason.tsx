/** Why a customer left: as somebody has said, with a button to say so. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../api/client";
import type { CustomerLeft, LeavingCode } from "../../api/types";
import { isolate } from "../../i18n/format";
import { words } from "../../i18n/language";
import { Field, fieldText, Form } from "../../ui/controls/form";

interface LeavingReasonProps {
  of: CustomerLeft;
  onGiven: () => void;
}

export function LeavingReason({ of: departure, onGiven }: LeavingReasonProps) {
  const { reports: t, common } = words.value;
  const open = useSignal(false);
  const { company, reason } = departure;
  return (
    <>
      {reason && `${t.leavingCodes[reason.code]}${common.colon}${reason.text} `}
      <button
        type="button"
        aria-label={`${reason ? t.changeReason : t.giveReason}${common.colon}${company}`}
        onClick={() => (open.value = true)}
      >
        {reason ? t.changeReason : t.giveReason}
      </button>
      {open.value && (
        <ReasonForm of={departure} onGiven={onGiven} onClose={() => (open.value = false)} />
      )}
    </>
  );
}

function ReasonForm({ of, onGiven, onClose }: LeavingReasonProps & { onClose: () => void }) {
  const { reports: t, actions, rules } = words.value;
  const send = async (fields: FormData): Promise<void> => {
    await dataOf(
      api.PUT("/departures/{company_id}", {
        params: { path: { company_id: of.companyId } },
        body: { code: fieldText(fields, "code") as LeavingCode, text: fieldText(fields, "text") },
      }),
    );
    onGiven();
  };
  return (
    <Form
      title={t.whyLeft(isolate(of.company))}
      submitLabel={rules.save}
      onClose={onClose}
      onSend={send}
    >
      <Field label={t.leavingKind}>
        <select name="code" required>
          <option value="">{actions.choose}</option>
          {Object.entries(t.leavingCodes).map(([code, name]) => (
            <option key={code} value={code} selected={code === of.reason?.code}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t.inYourWords}>
        <textarea name="text" required maxLength={500}>
          {of.reason?.text}
        </textarea>
      </Field>
    </Form>
  );
}
