/** Downloads a report as CSV, written by the API. */

import { useSignal } from "@preact/signals";
import { fetchFile } from "../../api/client";
import { language, words } from "../../i18n/language";
import { saveFile } from "../../ui/controls/save_file";
import { Icon } from "../../ui/display/icon";
import { showFailure } from "../../ui/feedback/toast";

export function CsvButton({ path, name }: { path: string; name: string }) {
  const { list } = words.value;
  const busy = useSignal(false);
  const download = async (): Promise<void> => {
    busy.value = true;
    try {
      // Excel in French expects semicolons.
      const separator = language.peek() === "fr" ? "&separator=%3B" : "";
      saveFile(await fetchFile(path + separator), name);
    } catch (failure) {
      showFailure(failure);
    } finally {
      busy.value = false;
    }
  };
  return (
    <button type="button" disabled={busy.value} onClick={() => void download()}>
      <Icon name="download" />
      {busy.value ? list.csvBusy : list.csv}
    </button>
  );
}
