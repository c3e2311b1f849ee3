import { Icon } from "../display/icon";

interface SelectProps<T extends string> {
  label: string;
  value: T | "";
  options: readonly (readonly [T | "", string])[];
  onChange: (value: T | "") => void;
}

export function Select<T extends string>({ label, value, options, onChange }: SelectProps<T>) {
  return (
    <label class="field">
      <span>{label}</span>
      <span class="select">
        <select value={value} onChange={(event) => onChange(event.currentTarget.value as T | "")}>
          {options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </span>
    </label>
  );
}
