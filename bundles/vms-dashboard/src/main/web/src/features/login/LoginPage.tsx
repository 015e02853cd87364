import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { logIn, type Notice, useSession } from "../../app/session";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import classes from "./login.module.css";

const OVERRIDES = { BAD_CREDENTIALS: msg`The user name or the password is wrong.` };

export function LoginPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const router = useRouter();
  const { from } = useSearch({ from: "/login" });
  const session = useSession((state) => state.session);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const passwordField = useRef<HTMLInputElement>(null);
  const login = useMutation({
    mutationFn: () => logIn(username.trim(), password),
    onSuccess: (user) => {
      if (user.mustChangePassword) {
        void navigate({ to: "/password", search: from ? { from } : {}, replace: true });
      } else {
        router.history.replace(from ?? "/wall");
      }
    },
    onError: () => {
      setPassword("");
      passwordField.current?.focus();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!login.isPending) {
      login.mutate();
    }
  };
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit}>
        <h1 className={classes.brand}>
          <Icon name="camera" size={20} /> Techno Support VMS
        </h1>
        {login.error ? (
          <ErrorNote error={login.error} overrides={OVERRIDES} />
        ) : (
          session.state === "out" && session.notice && <NoticeText notice={session.notice} />
        )}
        <TextInput
          autoCapitalize="none"
          autoComplete="username"
          autoFocus
          data-testid="login-username"
          label={<Trans>User name</Trans>}
          name="username"
          onChange={(event) => setUsername(event.currentTarget.value)}
          required
          spellCheck={false}
          value={username}
          withAsterisk={false}
        />
        <PasswordInput
          autoComplete="current-password"
          data-testid="login-password"
          label={<Trans>Password</Trans>}
          name="password"
          onChange={(event) => setPassword(event.currentTarget.value)}
          ref={passwordField}
          required
          value={password}
          visibilityToggleButtonProps={{ "aria-label": t`Show the password`, tabIndex: 0 }}
          withAsterisk={false}
        />
        <Button data-testid="login-submit" loading={login.isPending} type="submit">
          <Trans>Log in</Trans>
        </Button>
      </form>
    </main>
  );
}

function NoticeText({ notice }: { notice: Notice }) {
  return (
    <p className={classes.notice} role="status">
      {notice === "expired" && <Trans>Your session has ended. Log in to go on where you were.</Trans>}
      {notice === "loggedOut" && <Trans>You are logged out.</Trans>}
      {notice === "passwordChanged" && <Trans>The password is changed. Log in with the new one.</Trans>}
    </p>
  );
}
