import form from "./form.module.css";

interface Props {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

/** A number with its label. */
export function Count({ label, value, min, max, onChange }: Props) {
  return (
    <label className={form.field}>
      <span>{label}</span>
      <input
        max={max}
        min={min}
        onChange={(event) => {
          if (!Number.isNaN(event.currentTarget.valueAsNumber)) {
            onChange(event.currentTarget.valueAsNumber);
          }
        }}
        step="any"
        type="number"
        value={value}
      />
    </label>
  );
}
