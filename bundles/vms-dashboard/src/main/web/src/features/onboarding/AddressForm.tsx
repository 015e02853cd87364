import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { atWork, driversQuery } from "../../api/drivers";
import type { OnboardRequest } from "../../api/types";
import { openRecorder } from "../../app/preferences";
import { SelectField } from "../../ui/SelectField";
import { Added } from "./Added";
import { DriverOptions } from "./DriverOptions";
import { KeepField } from "./KeepField";
import { credentials, type Keep, onboard } from "./onboard";
import classes from "./onboarding.module.css";
import { type OptionValues, optionsOf } from "./options";

const EMPTY = { ip: "", port: "", driver: "", name: "", user: "", pass: "" };

/** Adds one device whose address is known. */
export function AddressForm() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [form, setForm] = useState(EMPTY);
  const [options, setOptions] = useState<OptionValues>({});
  const [keep, setKeep] = useState<Keep>("CONTINUOUS");
  const { data: drivers = [] } = useQuery(driversQuery);
  const driver = drivers.find((each) => each.id === form.driver);
  const add = useMutation({
    mutationFn: (request: OnboardRequest) => onboard(request, keep, queries),
    onSuccess: () => setForm((before) => ({ ...before, ip: "", name: "" })),
  });
  const field = (name: keyof typeof EMPTY) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((before) => ({ ...before, [name]: value }));
    },
  });
  const port = form.port.trim() === "" ? undefined : Number(form.port);
  const badPort = port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (add.isPending || badPort || form.ip.trim() === "") {
      return;
    }
    add.mutate({
      ip: form.ip.trim(),
      ...(port === undefined ? {} : { port }),
      ...(form.driver ? { driver: form.driver } : {}),
      ...(form.name.trim() ? { name: form.name.trim() } : {}),
      ...credentials(form.user, form.pass),
      ...optionsOf(options, driver?.id),
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        data-testid="address-ip"
        label={<Trans>Address</Trans>}
        placeholder="192.168.1.64"
        required
        spellCheck={false}
        {...field("ip")}
        withAsterisk={false}
      />
      <TextInput
        data-testid="address-port"
        error={badPort ? t`A number from 1 to 65535` : undefined}
        inputMode="numeric"
        label={<Trans>Port (empty: the driver's own)</Trans>}
        {...field("port")}
      />
      <SelectField
        label={<Trans>Driver</Trans>}
        onChange={(id) => setForm((before) => ({ ...before, driver: id }))}
        testId="address-driver"
        value={form.driver}
      >
        <option value="">{t`Find out`}</option>
        {atWork(drivers)
          .filter(({ id }) => id !== "rtsp")
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </SelectField>
      <TextInput
        data-testid="address-name"
        label={<Trans>Name (empty: the device's own)</Trans>}
        {...field("name")}
      />
      <TextInput
        autoComplete="off"
        data-testid="address-user"
        label={<Trans>User name on the camera</Trans>}
        spellCheck={false}
        {...field("user")}
      />
      <PasswordInput
        autoComplete="new-password"
        data-testid="address-password"
        label={<Trans>Password on the camera</Trans>}
        visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
        {...field("pass")}
      />
      {driver?.recorders && (
        <p className={`${classes.hint} ${classes.whole}`}>
          <Trans>A recorder with several channels?</Trans>
          <Button
            data-testid="address-recorder"
            onClick={() => openRecorder({ ip: form.ip.trim(), port: form.port.trim(), vendor: driver.id })}
            size="compact-sm"
            variant="default"
          >
            <Trans>Choose its channels</Trans>
          </Button>
        </p>
      )}
      {driver && <DriverOptions drivers={[driver]} onChange={setOptions} values={options} />}
      <KeepField onChange={setKeep} value={keep} />
      <Added error={add.error} taken={add.data} />
      <div className={classes.actions}>
        <Button data-testid="address-submit" loading={add.isPending} type="submit">
          <Trans>Add camera</Trans>
        </Button>
      </div>
    </form>
  );
}
