import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { atWork, driversQuery } from "../../api/drivers";
import { connectNvr, nvrsQuery, previewNvr } from "../../api/nvrs";
import type { NvrImport, NvrRequest } from "../../api/types";
import type { RecorderPlace } from "../../app/preferences";
import { Dialogue } from "../../ui/Dialogue";
import { ErrorNote } from "../../ui/ErrorNote";
import { SelectField } from "../../ui/SelectField";
import { DriverOptions } from "../onboarding/DriverOptions";
import { credentials } from "../onboarding/onboard";
import { type OptionValues, optionsOf } from "../onboarding/options";
import { Channels, suggested } from "./Channels";
import { Facts, Imported } from "./Imported";
import classes from "./recorders.module.css";
import { OF_RECORDERS } from "./words";

interface Props {
  /** What is known of the recorder already. */
  place?: RecorderPlace | undefined;
  onClose: () => void;
}

/** Takes a recorder in: asks it what it has, lets its channels be chosen, and tells what became of them. */
export function AddRecorder({ place, onClose }: Props) {
  const { t } = useLingui();
  return (
    <Dialogue keepOnClickOutside onClose={onClose} size={820} title={t`Add a recorder`}>
      <Steps onClose={onClose} place={place} />
    </Dialogue>
  );
}

function Steps({ place, onClose }: Props) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { data: nvrs = [] } = useQuery(nvrsQuery);
  const preview = useMutation({
    mutationFn: previewNvr,
    onSuccess: (found) => setChosen(suggested(found)),
  });
  const connect = useMutation({ mutationFn: (request: NvrRequest) => connectNvr(request, queries) });
  const found = preview.data;
  const known = nvrs.find((nvr) => nvr.id === found?.nvrId);

  if (connect.data) {
    return <Done found={connect.data} onClose={onClose} updated={known !== undefined} />;
  }
  const request = preview.variables;
  return (
    <>
      <PlaceForm
        disabled={connect.isPending}
        onChange={() => {
          // What was read belongs to what was entered.
          preview.reset();
          connect.reset();
        }}
        onSubmit={preview.mutate}
        pending={preview.isPending}
        place={place}
        read={found !== undefined}
      />
      {preview.error && (
        <div className={classes.block}>
          <ErrorNote error={preview.error} overrides={OF_RECORDERS} />
        </div>
      )}
      {found && request && (
        <section className={classes.block} data-testid="nvr-found">
          <Facts found={found} known={known} />
          <Channels
            absent={known?.absentChannels ?? []}
            chosen={chosen}
            disabled={connect.isPending}
            found={found}
            onChoose={setChosen}
          />
          {connect.error && <ErrorNote error={connect.error} overrides={OF_RECORDERS} />}
          <div className={classes.buttons}>
            <Button
              data-testid="nvr-connect"
              disabled={chosen.size === 0}
              loading={connect.isPending}
              onClick={() => connect.mutate({ ...request, channels: [...chosen] })}
            >
              {chosen.size === 0 ? (
                <Trans>Choose channels</Trans>
              ) : known ? (
                <Plural one="Update with # channel" other="Update with # channels" value={chosen.size} />
              ) : (
                <Plural one="Take in # channel" other="Take in # channels" value={chosen.size} />
              )}
            </Button>
          </div>
        </section>
      )}
    </>
  );
}

interface FormProps {
  place: RecorderPlace | undefined;
  disabled: boolean;
  pending: boolean;
  /** Whether the channels are on the page already. */
  read: boolean;
  onChange: () => void;
  onSubmit: (request: NvrRequest) => void;
}

function PlaceForm({ place, disabled, pending, read, onChange, onSubmit }: FormProps) {
  const { t } = useLingui();
  const [form, setForm] = useState({ ip: "", port: "", vendor: "", user: "", pass: "", name: "", ...place });
  const [options, setOptions] = useState<OptionValues>({});
  const drivers = useQuery(driversQuery);
  const vendors = atWork(drivers.data ?? []).filter((driver) => driver.recorders);
  const vendor = vendors.find(({ id }) => id === form.vendor) ?? vendors[0];
  const field = (name: keyof typeof form) => ({
    disabled,
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => change(name, event.currentTarget.value),
  });
  const change = (name: keyof typeof form, value: string) => {
    setForm((before) => ({ ...before, [name]: value }));
    onChange();
  };
  const port = form.port.trim() === "" ? undefined : Number(form.port);
  const badPort = port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535);
  const ready = !badPort && form.ip.trim() !== "" && vendor !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !pending && !disabled) {
      onSubmit({
        ip: form.ip.trim(),
        vendor: vendor.id,
        ...(port === undefined ? {} : { port }),
        ...(form.name.trim() ? { name: form.name.trim() } : {}),
        ...credentials(form.user, form.pass),
        ...optionsOf(options, vendor.id),
      });
    }
  };
  if (drivers.error && !drivers.data) {
    return <ErrorNote error={drivers.error} onRetry={() => void drivers.refetch()} />;
  }
  if (drivers.data && vendors.length === 0) {
    return (
      <p className={classes.hint} role="status">
        <Trans>
          No driver for recorders is installed. Copy a driver's jar into the server's folder “deploy”, then
          come back.
        </Trans>
      </p>
    );
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        data-testid="nvr-address"
        label={<Trans>Address</Trans>}
        placeholder="192.168.1.64"
        spellCheck={false}
        {...field("ip")}
      />
      <TextInput
        data-testid="nvr-port"
        error={badPort ? t`A number from 1 to 65535` : undefined}
        inputMode="numeric"
        label={<Trans>Port (empty: the driver's own)</Trans>}
        {...field("port")}
      />
      <SelectField
        label={<Trans>Vendor</Trans>}
        onChange={(id) => change("vendor", id)}
        testId="nvr-vendor"
        value={vendor?.id ?? ""}
      >
        {vendors.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextInput
        autoComplete="off"
        data-testid="nvr-user"
        label={<Trans>User name on the recorder</Trans>}
        spellCheck={false}
        {...field("user")}
      />
      <PasswordInput
        autoComplete="new-password"
        data-testid="nvr-password"
        label={<Trans>Password on the recorder</Trans>}
        visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
        {...field("pass")}
      />
      <TextInput
        data-testid="nvr-name"
        label={<Trans>Name (empty: the device's own)</Trans>}
        maxLength={100}
        {...field("name")}
      />
      {vendor && (
        <DriverOptions
          drivers={[vendor]}
          onChange={(next) => {
            setOptions(next);
            onChange();
          }}
          values={options}
        />
      )}
      <div className={classes.buttons}>
        <Button
          data-testid="nvr-preview"
          disabled={!ready || disabled}
          loading={pending}
          type="submit"
          variant={read ? "default" : "filled"}
        >
          {read ? <Trans>Read again</Trans> : <Trans>Show its channels</Trans>}
        </Button>
      </div>
    </form>
  );
}

function Done({ found, updated, onClose }: { found: NvrImport; updated: boolean; onClose: () => void }) {
  return (
    <div className={classes.done} data-testid="nvr-result">
      <Imported found={found} updated={updated} />
      <div className={classes.buttons}>
        <Button data-autofocus data-testid="nvr-done" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </div>
  );
}
