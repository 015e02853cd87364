import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, api, unwrap } from "../../api/client";
import type { MailSettings, MailSettingsBody } from "../../api/types";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import form from "../../ui/form.module.css";
import { Icon } from "../../ui/icons";
import ui from "../../ui/ui.module.css";
import classes from "./rules.module.css";
import { OF_MAIL } from "./words";

const mailQuery = queryOptions({
  queryKey: ["mail"],
  queryFn: async (): Promise<MailSettings | null> => {
    try {
      return await unwrap(api.GET("/settings/mail"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        return null;
      }
      throw error;
    }
  },
});

/** How mail of rules is sent. */
export function MailPage() {
  const { t } = useLingui();
  const query = useQuery(mailQuery);
  return (
    <div className={classes.page}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>Mail server</Trans>
        </h1>
        <Link to="/rules">
          <Trans>All rules</Trans>
        </Link>
      </div>
      {query.isPending ? (
        <Placeholder icon="wait" title={t`Loading …`} />
      ) : query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} overrides={OF_MAIL} />
      ) : (
        <Form key={query.dataUpdatedAt} settings={query.data} />
      )}
    </div>
  );
}

const PORTS = { NONE: 25, STARTTLS: 587, TLS: 465 };

function Form({ settings }: { settings: MailSettings | null }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [body, setBody] = useState<MailSettingsBody>({
    host: settings?.host ?? "",
    port: settings?.port ?? PORTS.STARTTLS,
    security: settings?.security ?? "STARTTLS",
    from: settings?.from ?? "",
    user: settings?.user ?? "",
    password: "",
  });
  const [to, setTo] = useState("");
  const set = (change: Partial<MailSettingsBody>) => setBody((before) => ({ ...before, ...change }));
  const done = () => queries.invalidateQueries({ queryKey: mailQuery.queryKey });
  const save = useMutation({
    mutationFn: () => {
      const { user, password, ...rest } = body;
      const login = user ? { user, ...(password ? { password } : {}) } : {};
      return unwrap(api.PUT("/settings/mail", { body: { ...rest, ...login } }));
    },
    onSuccess: done,
  });
  const remove = useMutation({ mutationFn: () => unwrap(api.DELETE("/settings/mail")), onSuccess: done });
  const test = useMutation({ mutationFn: () => unwrap(api.POST("/settings/mail/test", { body: { to } })) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <>
      <form className={classes.form} onSubmit={submit}>
        <div className={classes.parameters}>
          <label className={form.field}>
            <span>
              <Trans>Server</Trans>
            </span>
            <input
              onChange={(event) => set({ host: event.currentTarget.value })}
              placeholder="mail.example.org"
              required
              spellCheck={false}
              value={body.host}
            />
          </label>
          <label className={form.field}>
            <span>
              <Trans>Security</Trans>
            </span>
            <select
              onChange={(event) => {
                const security = event.currentTarget.value as keyof typeof PORTS;
                set({ security, port: PORTS[security] });
              }}
              value={body.security ?? "STARTTLS"}
            >
              <option value="STARTTLS">STARTTLS</option>
              <option value="TLS">TLS</option>
              <option value="NONE">{t`None: in a network that is trusted`}</option>
            </select>
          </label>
          <label className={form.field}>
            <span>
              <Trans>Port</Trans>
            </span>
            <input
              max={65_535}
              min={1}
              onChange={(event) => set({ port: event.currentTarget.valueAsNumber || 0 })}
              type="number"
              value={body.port ?? ""}
            />
          </label>
          <label className={form.field}>
            <span>
              <Trans>Sender</Trans>
            </span>
            <input
              onChange={(event) => set({ from: event.currentTarget.value })}
              placeholder="vms@example.org"
              required
              spellCheck={false}
              type="email"
              value={body.from}
            />
          </label>
          <label className={form.field}>
            <span>
              <Trans>User name, where it asks for one</Trans>
            </span>
            <input
              autoComplete="off"
              onChange={(event) => set({ user: event.currentTarget.value })}
              spellCheck={false}
              value={body.user ?? ""}
            />
          </label>
          <label className={form.field}>
            <span>
              <Trans>Password</Trans>
            </span>
            <input
              autoComplete="new-password"
              onChange={(event) => set({ password: event.currentTarget.value })}
              placeholder={settings?.user ? t`Kept as it is when left empty` : ""}
              type="password"
              value={body.password ?? ""}
            />
          </label>
        </div>
        {save.error && <ErrorNote error={save.error} overrides={OF_MAIL} />}
        {remove.error && <ErrorNote error={remove.error} overrides={OF_MAIL} />}
        <div className={classes.acts}>
          <Button loading={save.isPending} type="submit">
            <Trans>Save</Trans>
          </Button>
          {settings && (
            <Button loading={remove.isPending} onClick={() => remove.mutate()} variant="default">
              <Trans>Send no more mail</Trans>
            </Button>
          )}
        </div>
      </form>
      {settings && (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            test.mutate();
          }}
        >
          <div className={classes.line}>
            <label className={form.field}>
              <span>
                <Trans>Send a test to</Trans>
              </span>
              <input
                onChange={(event) => setTo(event.currentTarget.value)}
                required
                spellCheck={false}
                type="email"
                value={to}
              />
            </label>
            <Button loading={test.isPending} type="submit" variant="default">
              <Trans>Send the test</Trans>
            </Button>
          </div>
          {test.isSuccess && (
            <div className={ui.note} role="status">
              <Icon name="check" />
              <div className={ui.noteText}>
                <Trans>The mail server has taken the test for {to}.</Trans>
              </div>
            </div>
          )}
          {test.error && <ErrorNote error={test.error} overrides={OF_MAIL} />}
        </form>
      )}
    </>
  );
}
