/** The same customers for a spreadsheet, as the API writes them. */

import { API_BASE, toProblem, sendRequest } from "../../api/client";
import { language } from "../../i18n/language";
import { saveFile } from "../../ui/controls/save_file";
import { type CustomerFilter, filterParams } from "./filter";

export async function downloadCsv(of: CustomerFilter): Promise<void> {
  const query = filterParams({ ...of } as Parameters<typeof filterParams>[0]);
  if (language.peek() === "fr") query.set("separator", ";");
  const response = await sendRequest(new Request(`${API_BASE}/customers.csv?${query}`));
  if (!response.ok) throw toProblem(response, await response.json().catch(() => null));
  saveFile(await response.blob(), "customers.csv");
}
