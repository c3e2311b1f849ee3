/** The list of keys. */

import { words } from "../../i18n/language";
import { Dialog } from "../../ui/controls/dialog";
import { helpOpen, PALETTE_KEY } from "./keyboard";
import { singleKeys } from "./single_keys";

export function ShortcutHelp() {
  if (!helpOpen.value) return null;
  const { keys } = words.value;
  const lines: readonly [string, string][] = [
    [PALETTE_KEY, keys.palette],
    ["/", keys.search],
    ["j", keys.next],
    ["k", keys.previous],
    ["Enter", keys.open],
    ["e", keys.acknowledge],
    ["s", keys.snooze],
    ["c", keys.contact],
    ["n ]", keys.nextCustomer],
    ["p [", keys.previousCustomer],
    ["R", keys.refresh],
    ["g", keys.go],
    ["?", keys.help],
    ["Esc", keys.close],
  ];
  return (
    <Dialog title={keys.title} onClose={() => void (helpOpen.value = false)}>
      <p class="quiet">{singleKeys.value ? keys.lead : keys.off}</p>
      <dl class="keys">
        {lines.map(([key, what]) => (
          <div key={key}>
            <dt>
              {(key === PALETTE_KEY ? [key] : key.split(" ")).map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
