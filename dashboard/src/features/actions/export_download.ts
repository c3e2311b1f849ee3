/** Saves an export of a customer's data, once it is ready. */

import { api, dataOf, fetchFile } from "../../api/client";
import { words } from "../../i18n/language";
import { saveFile } from "../../ui/controls/save_file";
import { showFailure, showToast } from "../../ui/feedback/toast";

export async function downloadExport(id: string): Promise<void> {
  try {
    const params = { path: { export_id: id } };
    const { link } = await dataOf(api.GET("/exports/{export_id}", { params }));
    if (link) saveFile(await fetchFile(link), `${id}.zip`);
    else showToast(words.value.actions.preparing);
  } catch (failure) {
    showFailure(failure);
  }
}
