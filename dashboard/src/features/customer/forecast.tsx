/** The forecast, with its reasons and its model's facts; or why there is none. */

import { useForecast } from "../../api/customer/forecast";
import { date, percent } from "../../i18n/format";
import { language, words } from "../../i18n/language";
import { Loaded } from "../../ui/feedback/loaded";

export function Forecast({ id }: { id: string }) {
  const { customer: t } = words.value;
  return (
    <section class="box" aria-labelledby="forecast">
      <h2 id="forecast">{t.forecast}</h2>
      <Loaded of={useForecast(id)} lines={2}>
        {({ text, reasons, training }) => (
          <>
            <p>{text[language.value]}</p>
            {!!reasons?.length && (
              <ul>
                {reasons.map((reason) => (
                  <li key={reason.feature}>{reason.text[language.value]}</li>
                ))}
              </ul>
            )}
            {training && (
              <p class="quiet">
                {t.learnedFrom(training.customers, training.departures, date(training.trainedOn))}{" "}
                {t.measured(percent(100 * training.auc), percent(100 * training.calibrationError))}
              </p>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
