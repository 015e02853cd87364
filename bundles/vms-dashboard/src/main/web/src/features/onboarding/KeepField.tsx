import { Trans, useLingui } from "@lingui/react/macro";
import { SelectField } from "../../ui/SelectField";
import type { Keep } from "./onboard";

/** Whether what the new cameras see is kept: who forgets to ask for it finds nothing when it is needed. */
export function KeepField({ value, onChange }: { value: Keep; onChange: (keep: Keep) => void }) {
  const { t } = useLingui();
  return (
    <SelectField
      label={<Trans>Record</Trans>}
      onChange={(mode) => onChange(mode as Keep)}
      testId="onboard-keep"
      value={value}
    >
      <option value="CONTINUOUS">{t`Always`}</option>
      <option value="EVENT">{t`When something happens`}</option>
      <option value="OFF">{t`Nothing yet`}</option>
    </SelectField>
  );
}
