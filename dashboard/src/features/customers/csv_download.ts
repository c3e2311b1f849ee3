/** The same customers for a spreadsheet, as the API writes them. */

import { BASE, problem, send } from "../../api/client";
import { language } from "../../i18n/language";
import { saveAs } from "../../ui/controls/save_file";
import { type Filter, parameters } from "./filter";

export async function download(of: Filter): Promise<void> {
  const query = parameters({ ...of } as Parameters<typeof parameters>[0]);
  if (language.peek() === "fr") query.set("separator", ";");
  const response = await send(new Request(`${BASE}/customers.csv?${query}`));
  if (!response.ok) throw problem(response, await response.json().catch(() => null));
  saveAs(await response.blob(), "customers.csv");
}
