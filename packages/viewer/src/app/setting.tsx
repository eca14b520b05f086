import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';

interface SettingProps<T extends string> {
  readonly label: string;
  readonly value: Signal<T>;
  readonly choices: readonly T[];
  readonly names: Readonly<Record<T, string>>;
}

/** A choice of the header. A native select: the keyboard, the screen reader and the phone know it. */
export function Setting<T extends string>({ label, value, choices, names }: SettingProps<T>) {
  const id = useId();
  return (
    <span class="setting">
      <label class="visually-hidden" for={id}>
        {label}
      </label>
      <select
        id={id}
        title={label}
        value={value.value}
        onChange={({ currentTarget }) => {
          value.value = choices.find((choice) => choice === currentTarget.value) ?? value.value;
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {names[choice]}
          </option>
        ))}
      </select>
    </span>
  );
}
