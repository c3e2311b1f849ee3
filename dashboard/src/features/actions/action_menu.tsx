/** The menu of quick actions, grouped by who must approve them. */

import { useSignal } from "@preact/signals";
import type { CompanyLevel } from "../../api/types";
import { words } from "../../i18n/language";
import { may } from "../../session/session";
import { Menu } from "../../ui/controls/menu";
import "./actions.css";
import { type ActionKind, menuGroups } from "./kinds";
import { RequestForm } from "./request/request_form";

interface ActionMenuProps {
  id: string;
  level?: CompanyLevel | undefined;
}

export function ActionMenu({ id, level }: ActionMenuProps) {
  const { actions: t } = words.value;
  const chosen = useSignal<ActionKind | null>(null);
  const groups = menuGroups(may("supervisor"));
  const titles = { ...t.tiers, amount: t.byAmount, hold: t.legalHold };
  return (
    <>
      <Menu label={t.title}>
        {(close) =>
          groups.map(([group, kinds]) => (
            <div key={group} class="menu-group">
              <p class="menu-title">{titles[group]}</p>
              {kinds.map((kind) => (
                <button
                  key={kind}
                  type="button"
                  onClick={() => {
                    close();
                    chosen.value = kind;
                  }}
                >
                  {t.kinds[kind]}
                </button>
              ))}
            </div>
          ))
        }
      </Menu>
      {chosen.value && (
        <RequestForm
          id={id}
          kind={chosen.value}
          level={level}
          onClose={() => (chosen.value = null)}
        />
      )}
    </>
  );
}
