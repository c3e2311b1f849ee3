/** A list of names and values, without those that have no value. */

import type { ComponentChildren } from "preact";

type Fact = readonly [string, ComponentChildren];

export function Facts({ of }: { of: readonly Fact[] }) {
  return (
    <dl class="facts">
      {of.map(([name, value]) =>
        value === undefined || value === null || value === "" || value === false ? null : (
          <FactLine key={name} name={name} value={value} />
        ),
      )}
    </dl>
  );
}

function FactLine({ name, value }: { name: string; value: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
