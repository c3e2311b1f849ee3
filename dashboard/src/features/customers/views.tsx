/** Saved views: filters and an order under a name. */

import { useSignal } from "@preact/signals";
import { api, body } from "../../api/client";
import type { View } from "../../api/types";
import { words } from "../../i18n/language";
import { Field, Form, text } from "../../ui/controls/form";
import { Icon } from "../../ui/display/icon";
import { Menu } from "../../ui/controls/menu";
import { say } from "../../ui/feedback/toast";
import { Loaded } from "../../ui/feedback/loaded";
import { navigate } from "../../router";
import { refresh } from "../../api/refresh";
import { useResource } from "../../api/resource";
import { filter, parameters } from "./filter";

const ATTENTION = "level=critical&level=warning";
/** Healthy, 20 % more employees in 30 days, regular logins and few conflicts: whom sales calls. */
const EXPANSION =
  "level=healthy&growthMin=20&metricLevel=last_login_date_master_account%3Ahealthy" +
  "&metricLevel=quarts_problematiques_50%3Ahealthy&sort=employeeChange30d&order=desc";

export function Views() {
  const { list } = words.value;
  const saving = useSignal(false);
  return (
    <>
      <Menu label={list.views}>
        {(close) => <ViewList close={close} onSave={() => (saving.value = true)} />}
      </Menu>
      {saving.value && <SaveView onClose={() => (saving.value = false)} />}
    </>
  );
}

function ViewList({ close, onSave }: { close: () => void; onSave: () => void }) {
  const { list } = words.value;
  const views = useResource("views", () => body(api.GET("/views")));
  const go = (query: string) => {
    close();
    navigate(query ? `/?${query}` : "/");
  };
  return (
    <>
      <p class="menu-title">{list.builtIn}</p>
      <button type="button" onClick={() => go(ATTENTION)}>
        {list.attention}
      </button>
      <button type="button" title={list.expansionHint} onClick={() => go(EXPANSION)}>
        {list.expansion}
      </button>
      <Loaded of={views} lines={2}>
        {({ views: all }) => (
          <>
            <Group title={list.own} views={all.filter((view) => view.own)} go={go} />
            <Group title={list.shared} views={all.filter((view) => !view.own)} go={go} />
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
        {list.save}
      </button>
    </>
  );
}

interface GroupProps {
  title: string;
  views: readonly View[];
  go: (query: string) => void;
}

function Group({ title, views, go }: GroupProps) {
  if (!views.length) return null;
  return (
    <>
      <p class="menu-title">{title}</p>
      {views.map((view) => (
        <div key={view.id} class="menu-line">
          <button type="button" onClick={() => go(parameters(view.filters).toString())}>
            {view.name}
          </button>
          {view.own && (
            <button
              type="button"
              class="plain"
              aria-label={words.value.list.remove(view.name)}
              onClick={() => void remove(view)}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      ))}
    </>
  );
}

async function remove(view: View): Promise<void> {
  const path = { params: { path: { view_id: view.id } } };
  await body(api.DELETE("/views/{view_id}", path));
  refresh();
  say(words.value.list.removed(view.name), async () => {
    const { name, filters, shared } = view;
    await body(api.POST("/views", { body: { name, filters, shared } }));
    refresh();
  });
}

function SaveView({ onClose }: { onClose: () => void }) {
  const { list, rules } = words.value;
  return (
    <Form
      title={list.saveTitle}
      lead={list.saveLead}
      action={rules.save}
      onClose={onClose}
      send={async (fields) => {
        const name = text(fields, "name");
        const of = filter.peek();
        const filters = {
          ...of,
          level: [...of.level],
          metricLevel: [...of.metricLevel],
          metricResult: [...of.metricResult],
        };
        await body(api.POST("/views", { body: { name, filters, shared: fields.has("shared") } }));
        refresh();
        say(list.saved(name));
      }}
    >
      <Field label={list.name}>
        <input name="name" required maxLength={100} autofocus />
      </Field>
      <label class="check">
        <input type="checkbox" name="shared" /> {list.share}
      </label>
    </Form>
  );
}
