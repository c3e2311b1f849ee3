/** The menu of saved views: a filter and an order under a name. */

import { useSignal } from "@preact/signals";
import { api, dataOf } from "../../../api/client";
import { refresh } from "../../../api/refresh";
import { useResource } from "../../../api/resource";
import type { SavedView } from "../../../api/types";
import { words } from "../../../i18n/language";
import { navigate } from "../../../router";
import { Field, fieldText, Form } from "../../../ui/controls/form";
import { Menu } from "../../../ui/controls/menu";
import { Icon } from "../../../ui/display/icon";
import { Loaded } from "../../../ui/feedback/loaded";
import { showToast } from "../../../ui/feedback/toast";
import { canonical, filter, filterParams, paramsOf } from "./filter";

const NEEDS_ATTENTION = "level=critical&level=warning";
/** For sales: healthy, 20 % more employees in 30 days, regular logins, and few conflicts. */
const READY_TO_GROW =
  "level=healthy&growthMin=20&metricLevel=last_login_date_master_account%3Ahealthy" +
  "&metricLevel=quarts_problematiques_50%3Ahealthy&sort=employeeChange30d&order=desc";

/** The views that nobody has to save, by their names in the words of the list. */
export const FOR_EVERYBODY = [
  ["needsAttention", NEEDS_ATTENTION],
  ["readyToGrow", READY_TO_GROW],
] as const;

export function ViewMenu() {
  const { list } = words.value;
  const saving = useSignal(false);
  return (
    <>
      <Menu label={list.views}>
        {(close) => <ViewList close={close} onSave={() => (saving.value = true)} />}
      </Menu>
      {saving.value && <SaveViewForm onClose={() => (saving.value = false)} />}
    </>
  );
}

/** Names the view whose filters and order are in use, if there is one. */
export function ActiveView() {
  const { list } = words.value;
  const views = useViews().data.value?.views ?? [];
  const known: readonly (readonly [string, URLSearchParams])[] = [
    [list.needsAttention, new URLSearchParams(NEEDS_ATTENTION)],
    [list.readyToGrow, new URLSearchParams(READY_TO_GROW)],
    ...views.map(({ name, filters }) => [name, filterParams(filters)] as const),
  ];
  const shown = canonical(paramsOf(filter.value));
  const active = known.find(([, params]) => canonical(params) === shown);
  return active ? <span class="active-view">· {list.activeView(active[0])}</span> : null;
}

function useViews() {
  return useResource("views", () => dataOf(api.GET("/views")));
}

function ViewList({ close, onSave }: { close: () => void; onSave: () => void }) {
  const { list } = words.value;
  const views = useViews();
  const go = (query: string) => {
    close();
    navigate(query ? `/?${query}` : "/");
  };
  return (
    <>
      <p class="menu-title">{list.forEverybody}</p>
      <button type="button" onClick={() => go(NEEDS_ATTENTION)}>
        {list.needsAttention}
      </button>
      <button type="button" title={list.readyToGrowHint} onClick={() => go(READY_TO_GROW)}>
        {list.readyToGrow}
      </button>
      <Loaded of={views} lines={2}>
        {({ views: all }) => (
          <>
            <ViewGroup title={list.ownViews} views={all.filter((view) => view.own)} go={go} />
            <ViewGroup title={list.sharedViews} views={all.filter((view) => !view.own)} go={go} />
          </>
        )}
      </Loaded>
      <hr />
      <button
        type="button"
        onClick={() => {
          close();
          onSave();
        }}
      >
        {list.saveView}
      </button>
    </>
  );
}

interface GroupProps {
  title: string;
  views: readonly SavedView[];
  go: (query: string) => void;
}

function ViewGroup({ title, views, go }: GroupProps) {
  if (!views.length) return null;
  return (
    <>
      <p class="menu-title">{title}</p>
      {views.map((view) => (
        <div key={view.id} class="menu-line">
          <button type="button" onClick={() => go(filterParams(view.filters).toString())}>
            {view.name}
          </button>
          {view.own && (
            <button
              type="button"
              class="plain"
              aria-label={words.value.list.removeView(view.name)}
              onClick={() => void removeView(view)}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      ))}
    </>
  );
}

async function removeView(view: SavedView): Promise<void> {
  const path = { params: { path: { view_id: view.id } } };
  await dataOf(api.DELETE("/views/{view_id}", path));
  refresh();
  showToast(words.value.list.viewRemoved(view.name), async () => {
    const { name, filters, shared } = view;
    await dataOf(api.POST("/views", { body: { name, filters, shared } }));
    refresh();
  });
}

function SaveViewForm({ onClose }: { onClose: () => void }) {
  const { list, rules } = words.value;
  return (
    <Form
      title={list.saveTitle}
      lead={list.saveLead}
      submitLabel={rules.save}
      onClose={onClose}
      onSend={async (fields) => {
        const name = fieldText(fields, "name");
        const current = filter.peek();
        const filters = {
          ...current,
          level: [...current.level],
          metricLevel: [...current.metricLevel],
          metricResult: [...current.metricResult],
        };
        await dataOf(api.POST("/views", { body: { name, filters, shared: fields.has("shared") } }));
        refresh();
        showToast(list.viewSaved(name));
      }}
    >
      <Field label={list.viewName}>
        <input name="name" required maxLength={100} autofocus />
      </Field>
      <label class="check">
        <input type="checkbox" name="shared" /> {list.shareView}
      </label>
    </Form>
  );
}
