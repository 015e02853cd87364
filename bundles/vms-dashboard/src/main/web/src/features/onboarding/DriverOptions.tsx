import { Trans, useLingui } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import type { Driver, DriverOption } from "../../api/types";
import { SelectField } from "../../ui/SelectField";
import classes from "./onboarding.module.css";
import type { OptionValues } from "./options";

interface Props {
  /** Those whose options are asked for; one without any is passed over. */
  drivers: Driver[];
  values: OptionValues;
  onChange: (values: OptionValues) => void;
}

/** What the drivers let a user set, folded away: hardly a device needs it. */
export function DriverOptions({ drivers, values, onChange }: Props) {
  const asked = drivers.filter((driver) => driver.options.length > 0);
  if (asked.length === 0) {
    return null;
  }
  return (
    <details className={classes.advanced} data-testid="driver-options">
      <summary>
        <Trans>Advanced</Trans>
      </summary>
      {asked.map((driver) => (
        <fieldset key={driver.id}>
          <legend>
            <Trans>Options of the driver {driver.name}</Trans>
          </legend>
          {driver.options.map((option) => (
            <Option
              key={option.key}
              onChange={(value) =>
                onChange({ ...values, [driver.id]: { ...values[driver.id], [option.key]: value } })
              }
              option={option}
              value={values[driver.id]?.[option.key] ?? ""}
            />
          ))}
        </fieldset>
      ))}
    </details>
  );
}

interface OptionProps {
  option: DriverOption;
  value: string;
  onChange: (value: string) => void;
}

function Option({ option, value, onChange }: OptionProps) {
  const { t } = useLingui();
  const { key, label, description, values, defaultValue } = option;
  const testId = `driver-option-${key}`;
  if (values.length === 0) {
    return (
      <TextInput
        data-testid={testId}
        description={description}
        inputWrapperOrder={["label", "input", "description"]}
        label={label}
        onChange={(event) => onChange(event.currentTarget.value)}
        placeholder={defaultValue}
        spellCheck={false}
        value={value}
      />
    );
  }
  return (
    <SelectField description={description} label={label} onChange={onChange} testId={testId} value={value}>
      <option value="">
        {defaultValue ? t`${defaultValue} (as the driver has it)` : t`As the driver has it`}
      </option>
      {values
        .filter((each) => each !== defaultValue)
        .map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
    </SelectField>
  );
}
