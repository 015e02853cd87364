import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { api, unwrap } from "../../api/client";
import type { OnboardRequest } from "../../api/types";
import { Added } from "./Added";
import { credentials, onboard } from "./onboard";
import classes from "./onboarding.module.css";

const EMPTY = { ip: "", port: "", driver: "", name: "", user: "", pass: "" };

/** Adds one device whose address is known. */
export function AddressForm() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const driverField = useId();
  const [form, setForm] = useState(EMPTY);
  const drivers = useQuery({ queryKey: ["drivers"], queryFn: () => unwrap(api.GET("/drivers")) });
  const add = useMutation({
    mutationFn: (request: OnboardRequest) => onboard(request, queries),
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
      <div>
        <label className={classes.label} htmlFor={driverField}>
          <Trans>Driver</Trans>
        </label>
        <select className={classes.select} data-testid="address-driver" id={driverField} {...field("driver")}>
          <option value="">{t`Find out`}</option>
          {(drivers.data?.items ?? [])
            .filter((driver) => driver.id !== "rtsp" && driver.state !== "MISSING")
            .map((driver) => (
              <option key={driver.id} value={driver.id}>
                {driver.name ?? driver.id}
              </option>
            ))}
        </select>
      </div>
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
      <Added camera={add.data} error={add.error} />
      <div className={classes.actions}>
        <Button data-testid="address-submit" loading={add.isPending} type="submit">
          <Trans>Add camera</Trans>
        </Button>
      </div>
    </form>
  );
}
