import { Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import { useSession } from "../../app/session";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { exact } from "../../ui/time";
import classes from "./audit.module.css";

const PAGE = 200;

/** Who did what and from where, newest first. */
export function AuditPage() {
  const { t, i18n } = useLingui();
  const admin = useSession(({ session }) => session.state === "in" && session.user.role === "ADMIN");
  const [find, setFind] = useState("");
  const log = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/audit", {
          params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
    enabled: admin,
  });
  if (!admin) {
    return (
      <Placeholder icon="lock" title={t`Only administrators see the audit log`}>
        <p>
          <Trans>Your role does not allow this. Ask an administrator.</Trans>
        </p>
      </Placeholder>
    );
  }
  const words = find.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const all = log.data?.pages.flatMap((page) => page.items) ?? [];
  const entries = all.filter((entry) => {
    const hay = [entry.actor, entry.action, entry.subject, entry.detail, entry.remote]
      .join(" ")
      .toLowerCase();
    return words.every((word) => hay.includes(word));
  });
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1>
          <Trans>Audit</Trans>
        </h1>
        <TextInput
          aria-label={t`Find in the entries that are loaded`}
          onChange={(event) => setFind(event.currentTarget.value)}
          placeholder={t`Find`}
          type="search"
          value={find}
        />
        <Button onClick={() => void log.refetch()} size="compact-sm" variant="default">
          <Trans>Refresh</Trans>
        </Button>
      </div>
      {log.error && <ErrorNote error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <Placeholder icon="wait" title={t`Loading the audit log …`} />}
      {log.data && entries.length === 0 && (
        <p className={classes.dim}>
          {all.length === 0 ? <Trans>Nothing was done yet.</Trans> : <Trans>No entry matches.</Trans>}
        </p>
      )}
      {entries.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>
                <Trans>Time</Trans>
              </th>
              <th>
                <Trans>Who</Trans>
              </th>
              <th>
                <Trans>What</Trans>
              </th>
              <th>
                <Trans>Detail</Trans>
              </th>
              <th>
                <Trans>From</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.sequence}>
                <td className={classes.time}>
                  <time dateTime={entry.time}>{exact(i18n.locale, Date.parse(entry.time))}</time>
                </td>
                <td>{entry.actor}</td>
                <td>
                  <code>{entry.action}</code>
                </td>
                <td className={classes.detail}>
                  {entry.detail}
                  <div className={classes.dim}>{entry.subject}</div>
                </td>
                <td>{entry.remote}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {log.hasNextPage && (
        <Button
          className={classes.more}
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
          variant="default"
        >
          <Trans>Show older entries</Trans>
        </Button>
      )}
    </div>
  );
}
