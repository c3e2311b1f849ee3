/** A field that finds everything by its name: the keyboard's way to any customer, page or action. */

import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { api, dataOf } from "../../api/client";
import { allLoaded, listLoad, loadCustomers } from "../../api/customers";
import { useResource } from "../../api/resource";
import { words } from "../../i18n/language";
import { Dialog } from "../../ui/controls/dialog";
import { type Command, findCommands } from "./commands";
import { paletteOpen } from "./keyboard";

export function Palette() {
  return paletteOpen.value ? <OpenPalette /> : null;
}

function OpenPalette() {
  const { palette: t, common } = words.value;
  const id = useId();
  const text = useSignal("");
  const chosen = useSignal(0);
  const views = useResource("views", () => dataOf(api.GET("/views")));
  useEffect(() => {
    if (!allLoaded.peek() && !listLoad.loading.peek()) void loadCustomers();
  }, []);
  const found = findCommands(text.value, views.data.value?.views ?? []);
  const current = Math.min(chosen.value, found.length - 1);
  const close = () => void (paletteOpen.value = false);
  const run = (command: Command | undefined) => {
    if (!command) return;
    close();
    // After the dialog has given the focus back.
    setTimeout(command.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) chosen.value = (current + step + found.length) % found.length;
    else if (event.key === "Enter" && !event.isComposing) run(found[current]);
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <Dialog title={t.title} onClose={close}>
      <input
        type="text"
        role="combobox"
        aria-label={t.field}
        placeholder={t.field}
        aria-expanded="true"
        aria-controls={id}
        aria-autocomplete="list"
        {...(found.length ? { "aria-activedescendant": `${id}-${current}` } : {})}
        autocomplete="off"
        autofocus
        onInput={(event) => {
          text.value = event.currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={id} class="palette" role="listbox" aria-label={t.title}>
        {found.map((command, n) => (
          <li
            key={n}
            id={`${id}-${n}`}
            role="option"
            aria-selected={n === current}
            onClick={() => run(command)}
          >
            <span>{command.name}</span>
            <span class="quiet">{t.kinds[command.kind]}</span>
          </li>
        ))}
      </ul>
      <p class="quiet" role="status">
        {found.length === 0 && t.none}{" "}
        {!allLoaded.value && listLoad.loading.value && `${common.loading}…`}
      </p>
    </Dialog>
  );
}
