import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

interface FieldProps {
  readonly label: string;
  /** An example, shown while the field is empty. */
  readonly hint?: string;
  /** What is wrong with the value. */
  readonly problem?: string;
  /** Makes the control with the attributes that join it to its label and problem. */
  readonly children: (attributes: FieldAttributes) => JSX.Element;
}

interface FieldAttributes {
  readonly id: string;
  readonly placeholder?: string;
  readonly 'aria-invalid'?: 'true';
  readonly 'aria-describedby'?: string;
}

/** A control with its label above and what is wrong with it below. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        placeholder: hint,
        ...(problem && { 'aria-invalid': 'true', 'aria-describedby': `${id}-problem` }),
      })}
      {problem && (
        <span class="field-problem" id={`${id}-problem`}>
          {problem}
        </span>
      )}
    </div>
  );
}
