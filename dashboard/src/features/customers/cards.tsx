/** A card per level with its number among all customers. A click shows only that level. */

import { allLoaded, customerTotal, levelCounts } from "../../api/customers";
import { number } from "../../i18n/format";
import { words } from "../../i18n/language";
import { setQuery } from "../../router";
import { LevelShape } from "../../ui/display/level";
import { filter, isNarrowed, LEVELS } from "./filters/filter";
import { matchingCounts } from "./visible_rows";

export function LevelCards() {
  const { levels, list } = words.value;
  const chosen = filter.value.level;
  const counts = levelCounts.value;
  const narrowed = allLoaded.value && isNarrowed({ ...filter.value, level: [] });
  return (
    <div class="cards" role="group" aria-label={list.levelCounts}>
      {LEVELS.map((level) => {
        const only = chosen.length === 1 && chosen[0] === level;
        return (
          <button
            key={level}
            type="button"
            class={`card ${level}`}
            aria-pressed={chosen.includes(level)}
            title={list.showLevel(levels[level])}
            onClick={() => setQuery({ level: only ? null : level })}
          >
            <span class="card-name">
              <LevelShape level={level} />
              {levels[level]}
            </span>
            <span class="card-count">{counts ? number(counts[level]) : "–"}</span>
            {counts && (
              <span class="card-note quiet">
                {list.ofAll(number(customerTotal.value), customerTotal.value === 1)}
                {narrowed && ` · ${list.cardMatches(number(matchingCounts.value[level]))}`}
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
