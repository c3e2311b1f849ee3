/** Saves an export of a customer's data, once it is ready. */

import { api, API_BASE, dataOf, toProblem, sendRequest } from "../../api/client";
import { words } from "../../i18n/language";
import { saveFile } from "../../ui/controls/save_file";
import { showToast, showFailure } from "../../ui/feedback/toast";

export async function downloadExport(id: string): Promise<void> {
  const { actions: t } = words.value;
  try {
    const params = { path: { export_id: id } };
    const { link } = await dataOf(api.GET("/exports/{export_id}", { params }));
    if (!link) return showToast(t.preparing);
    const response = await sendRequest(new Request(`${API_BASE}/${link}`));
    if (!response.ok) throw toProblem(response, await response.json().catch(() => null));
    saveFile(await response.blob(), `${id}.zip`);
  } catch (failure) {
    showFailure(failure);
  }
}
