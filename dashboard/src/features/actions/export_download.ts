/** Saves an export of a customer's data, once it is ready. */

import { api, BASE, body, problem, send } from "../../api/client";
import { words } from "../../i18n/language";
import { saveAs } from "../../ui/controls/save_file";
import { say, sayFailure } from "../../ui/feedback/toast";

export async function fetchExport(id: string): Promise<void> {
  const { actions: t } = words.value;
  try {
    const params = { path: { export_id: id } };
    const { link } = await body(api.GET("/exports/{export_id}", { params }));
    if (!link) return say(t.preparing);
    const response = await send(new Request(`${BASE}/${link}`));
    if (!response.ok) throw problem(response, await response.json().catch(() => null));
    saveAs(await response.blob(), `${id}.zip`);
  } catch (failure) {
    sayFailure(failure);
  }
}
