/** The shadows of a rule: drafts that run beside it, and what they would have done. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../../api/client";
import { refresh } from "../../../api/refresh";
import { useResource } from "../../../api/resource";
import type { Rule, Shadow } from "../../../api/types";
import { dateTime, oneDecimal } from "../../../i18n/format";
import { words } from "../../../i18n/language";
import { may } from "../../../session/session";
import { Dialog } from "../../../ui/controls/dialog";
import { Field } from "../../../ui/controls/form";
import { Table } from "../../../ui/display/table";
import { failureLines, FailureText } from "../../../ui/feedback/failure";
import { Loaded } from "../../../ui/feedback/loaded";
import { showFailure, showToast } from "../../../ui/feedback/toast";
import { RehearsalResult } from "./rehearsal_result";
import type { RuleDraft } from "./rehearsal";

interface StartProps {
  rule: Rule;
  /** The values that were rehearsed. */
  draft: RuleDraft;
  onStarted: () => void;
}

/** Starts a shadow with the values that were just rehearsed. */
export function StartShadow({ rule, draft, onStarted }: StartProps) {
  const { shadows: t } = words.value;
  const reason = useSignal("");
  const busy = useSignal(false);
  const failure = useSignal<Error | null>(null);
  const start = async (): Promise<void> => {
    busy.value = true;
    failure.value = null;
    try {
      const params = { path: { metric: rule.metric } };
      const { thresholds, clearsAfter, enabled } = draft;
      const body = { thresholds, clearsAfter, enabled, reason: reason.value };
      await dataOf(api.POST("/rules/{metric}/shadows", { params, body }));
      showToast(t.started);
      refresh();
      onStarted();
    } catch (error) {
      failure.value = error as Error;
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="start-shadow">
      <Field label={t.reason} hint={t.lead}>
        <input
          type="text"
          maxLength={500}
          value={reason.value}
          onInput={(event) => (reason.value = event.currentTarget.value)}
        />
      </Field>
      <button
        type="button"
        disabled={busy.value || !reason.value.trim()}
        onClick={() => void start()}
      >
        {t.start}
      </button>
      {failure.value && (
        <p class="refused" role="alert">
          <FailureText lines={failureLines(failure.value)} />
        </p>
      )}
    </div>
  );
}

interface ShadowsProps {
  rule: Rule;
  shadows: readonly Shadow[];
  onClose: () => void;
}

/** Lists a rule's shadows, and shows to an administrator what one of them has done. */
export function Shadows({ rule, shadows, onClose }: ShadowsProps) {
  const { shadows: t, metrics, common, rules, values } = words.value;
  const shown = useSignal(shadows[0]?.id);
  const title = `${t.title}${common.colon}${metrics[rule.metric].name}`;
  const limit = values.limits[rule.unit];
  return (
    <Dialog title={title} onClose={onClose} wide>
      <Table
        label={title}
        rows={shadows}
        keyOf={({ id }) => id}
        columns={[
          { title: t.reasonColumn, show: ({ reason }) => reason },
          {
            title: rules.warning,
            kind: "warning",
            show: ({ thresholds }) => limit(oneDecimal(thresholds.warning)),
          },
          {
            title: rules.critical,
            kind: "critical",
            show: ({ thresholds }) => limit(oneDecimal(thresholds.critical)),
          },
          {
            title: rules.clears,
            show: ({ clearsAfter, enabled }) => (
              <>
                {rules.clearsAfter(clearsAfter)} {!enabled && <span class="tag">{rules.off}</span>}
              </>
            ),
          },
          {
            title: t.since,
            kind: "quiet",
            show: ({ startedBy, startedAt }) => rules.changedBy(startedBy, dateTime(startedAt)),
          },
          {
            title: t.until,
            kind: "quiet",
            show: ({ stoppedBy, stoppedAt }) =>
              stoppedBy && stoppedAt ? rules.changedBy(stoppedBy, dateTime(stoppedAt)) : t.running,
          },
          {
            title: common.menu,
            kind: "acts",
            show: (shadow) =>
              may("admin") && <ShadowActs shadow={shadow} onShow={(id) => (shown.value = id)} />,
          },
        ]}
      />
      {may("admin") && shown.value && (
        <ShadowResult key={shown.value} metric={rule.metric} id={shown.value} />
      )}
    </Dialog>
  );
}

function ShadowActs({ shadow, onShow }: { shadow: Shadow; onShow: (id: string) => void }) {
  const { shadows: t } = words.value;
  return (
    <>
      <button type="button" class="small plain" onClick={() => onShow(shadow.id)}>
        {t.show}
      </button>
      {!shadow.stoppedAt && (
        <button type="button" class="small" onClick={() => void stop(shadow)}>
          {t.stop}
        </button>
      )}
    </>
  );
}

async function stop({ metric, id }: Shadow): Promise<void> {
  try {
    const params = { path: { metric, shadow_id: id } };
    await dataOf(api.POST("/rules/{metric}/shadows/{shadow_id}/stop", { params }));
    showToast(words.value.shadows.stopped);
    refresh();
  } catch (error) {
    showFailure(error);
  }
}

function ShadowResult({ metric, id }: { metric: Rule["metric"]; id: string }) {
  const found = useResource(`shadow ${metric} ${id}`, () =>
    dataOf(
      api.GET("/rules/{metric}/shadows/{shadow_id}", {
        params: { path: { metric, shadow_id: id } },
      }),
    ),
  );
  return (
    <Loaded of={found} lines={5}>
      {({ result }) => <RehearsalResult found={result} />}
    </Loaded>
  );
}
