import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { driversQuery } from "../../api/drivers";
import type { OnboardRequest } from "../../api/types";
import { Added } from "./Added";
import { DriverOptions } from "./DriverOptions";
import { KeepField } from "./KeepField";
import { credentials, type Keep, onboard } from "./onboard";
import classes from "./onboarding.module.css";
import { type OptionValues, optionsOf } from "./options";

const DRIVER = "rtsp";

/** Adds any RTSP stream as a camera. */
export function StreamForm() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [user, setUser] = useState("");
  const [pass, setPass] = useState("");
  const [options, setOptions] = useState<OptionValues>({});
  const [keep, setKeep] = useState<Keep>("CONTINUOUS");
  const [checked, setChecked] = useState(false);
  const { data: drivers = [] } = useQuery(driversQuery);
  const add = useMutation({
    mutationFn: (request: OnboardRequest) => onboard(request, keep, queries),
    onSuccess: () => {
      setUrl("");
      setName("");
      setChecked(false);
    },
  });
  const fault = faultOf(url.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!fault && !add.isPending) {
      add.mutate({
        driver: DRIVER,
        streamUrl: url.trim(),
        ...(name.trim() ? { name: name.trim() } : {}),
        ...credentials(user, pass),
        ...optionsOf(options, DRIVER),
      });
    }
  };
  const words = {
    form: t`Write it as rtsp://address:port/path`,
    secret: t`Leave user name and password out of the URL; they have their own fields`,
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        className={classes.whole}
        data-testid="stream-url"
        error={checked && fault ? words[fault] : undefined}
        label={<Trans>URL of the stream</Trans>}
        onChange={(event) => setUrl(event.currentTarget.value)}
        placeholder="rtsp://192.168.1.64:554/stream1"
        required
        spellCheck={false}
        value={url}
        withAsterisk={false}
      />
      <TextInput
        className={classes.whole}
        data-testid="stream-name"
        label={<Trans>Name</Trans>}
        onChange={(event) => setName(event.currentTarget.value)}
        value={name}
      />
      <TextInput
        autoComplete="off"
        data-testid="stream-user"
        label={<Trans>User name on the camera</Trans>}
        onChange={(event) => setUser(event.currentTarget.value)}
        spellCheck={false}
        value={user}
      />
      <PasswordInput
        autoComplete="new-password"
        data-testid="stream-password"
        label={<Trans>Password on the camera</Trans>}
        onChange={(event) => setPass(event.currentTarget.value)}
        value={pass}
        visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
      />
      <DriverOptions
        drivers={drivers.filter(({ id }) => id === DRIVER)}
        onChange={setOptions}
        values={options}
      />
      <KeepField onChange={setKeep} value={keep} />
      <Added error={add.error} taken={add.data} />
      <div className={classes.actions}>
        <Button data-testid="stream-submit" loading={add.isPending} type="submit">
          <Trans>Add camera</Trans>
        </Button>
      </div>
    </form>
  );
}

/** A password in a URL ends up in lists and logs: it is asked for apart. */
export function faultOf(text: string): "form" | "secret" | undefined {
  const match = /^rtsps?:\/\/([^/?#]+)/i.exec(text);
  if (!match) {
    return "form";
  }
  return match[1]?.includes("@") ? "secret" : undefined;
}
