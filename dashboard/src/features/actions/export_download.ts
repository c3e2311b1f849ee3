/** Saves an export of a customer's data, once it is ready. */

import { api, dataOf, fetchFile } from "../../api/client";
import { words } from "../../i18n/language";
import { saveFile } from "../../ui/controls/save_file";
import { showFailure, showToast } from "../../ui/feedback/toast";

export async function downloadExport(id: string): Promise<void> {
  try {
    const params = { path: { export_id: id } };
    const { state } = await dataOf(api.GET("/exports/{export_id}", { params }));
    if (state === "pending") return showToast(words.value.actions.preparing);
    const { link = "" } = await dataOf(api.POST("/exports/{export_id}/link", { params }));
    saveFile(await fetchFile(link), `${id}.zip`);
  } catch (failure) {
    showFailure(failure);
  }
}
