import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { changePassword, currentSession, logOut, useSession } from "../../app/session";
import { ErrorNote } from "../../ui/ErrorNote";
import classes from "./login.module.css";

/** As the server wants it; that it is not easily guessed, only the server can tell. */
const MINIMUM = 10;
const OVERRIDES = { BAD_CREDENTIALS: msg`The present password is wrong.` };

/** Changes one's own password; after the first login there is no way around it. */
export function PasswordPage() {
  const { t } = useLingui();
  const router = useRouter();
  const { from } = useSearch({ from: "/password" });
  const session = useSession((state) => state.session);
  const [forced] = useState(session.state === "in" && session.user.mustChangePassword === true);
  const [old, setOld] = useState("");
  const [replacement, setReplacement] = useState("");
  const [repeated, setRepeated] = useState("");
  const [checked, setChecked] = useState(false);
  const change = useMutation({
    mutationFn: () => changePassword(old, replacement),
    onSuccess: () => {
      // Ended with the change: the router brings up the login by itself.
      router.history.replace(currentSession().state === "in" ? (from ?? "/wall") : "/login");
    },
  });
  const tooShort = replacement.length < MINIMUM;
  const same = replacement !== "" && replacement === old;
  const differs = repeated !== replacement;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (old !== "" && !tooShort && !same && !differs && !change.isPending) {
      change.mutate();
    }
  };
  const toggle = { "aria-label": t`Show the password`, tabIndex: 0 };
  return (
    <main className={classes.page}>
      <form className={classes.card} noValidate onSubmit={submit}>
        <h1>
          <Trans>Change password</Trans>
        </h1>
        {forced && (
          <p className={classes.notice}>
            <Trans>The first password was made by the installation. Choose your own to go on.</Trans>
          </p>
        )}
        {change.error && <ErrorNote error={change.error} overrides={OVERRIDES} />}
        <PasswordInput
          autoComplete="current-password"
          autoFocus
          data-testid="password-old"
          error={checked && old === "" ? t`Needed to make sure it is you` : undefined}
          label={<Trans>Present password</Trans>}
          onChange={(event) => setOld(event.currentTarget.value)}
          required
          value={old}
          visibilityToggleButtonProps={toggle}
          withAsterisk={false}
        />
        <PasswordInput
          autoComplete="new-password"
          data-testid="password-new"
          description={<Trans>At least {MINIMUM} characters. A few unrelated words do well.</Trans>}
          error={
            checked && tooShort
              ? t`${replacement.length} of ${MINIMUM} characters`
              : checked && same
                ? t`This is the present password`
                : undefined
          }
          label={<Trans>New password</Trans>}
          onChange={(event) => setReplacement(event.currentTarget.value)}
          required
          value={replacement}
          visibilityToggleButtonProps={toggle}
          withAsterisk={false}
        />
        <PasswordInput
          autoComplete="new-password"
          data-testid="password-repeat"
          error={checked && differs ? t`Not the same as above` : undefined}
          label={<Trans>New password again</Trans>}
          onChange={(event) => setRepeated(event.currentTarget.value)}
          required
          value={repeated}
          visibilityToggleButtonProps={toggle}
          withAsterisk={false}
        />
        <Button data-testid="password-submit" loading={change.isPending} type="submit">
          <Trans>Change password</Trans>
        </Button>
        <Button
          onClick={() => (forced ? void logOut().catch(() => {}) : router.history.replace(from ?? "/wall"))}
          variant="default"
        >
          {forced ? <Trans>Log out</Trans> : <Trans>Cancel</Trans>}
        </Button>
      </form>
    </main>
  );
}
