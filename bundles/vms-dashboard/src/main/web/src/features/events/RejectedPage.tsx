import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, unwrap } from "../../api/client";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import classes from "./events.module.css";
import { useSiteTime } from "./siteTime";

/** What came, as text; bytes that are none show as such. */
export function decoded(payload: string): string {
  try {
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return payload;
  }
}

/** What came as an event and could not be taken: for whoever connects another system. */
export function RejectedPage() {
  const { t, i18n } = useLingui();
  const times = useSiteTime();
  const query = useInfiniteQuery({
    queryKey: ["events", "rejected"],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/events/rejected", {
          params: { query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={classes.rejected}>
      <div className={classes.toolbar}>
        <h1>
          <Trans>Rejected events</Trans>
        </h1>
        <Link to="/events">
          <Trans>Back to the events</Trans>
        </Link>
        <Button ml="auto" onClick={() => void query.refetch()} variant="default">
          <Trans>Read again</Trans>
        </Button>
      </div>
      {query.isPending ? (
        <Placeholder icon="wait" title={t`Loading …`} />
      ) : query.error && items.length === 0 ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <Placeholder icon="check" title={t`Nothing was rejected`}>
          <p>
            <Trans>Every event that came could be read and was taken.</Trans>
          </p>
        </Placeholder>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>
                <Trans>Time</Trans>
              </th>
              <th>
                <Trans>From where</Trans>
              </th>
              <th>
                <Trans>Why</Trans>
              </th>
              <th>
                <Trans>What came</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr data-testid="rejected-row" key={item.id}>
                <td>{times.exact(item.receivedAt)}</td>
                <td>{item.origin}</td>
                <td>{item.reason}</td>
                <td>
                  <details>
                    <summary>
                      <Trans>{i18n.number(item.size)} bytes</Trans>
                    </summary>
                    <pre className={classes.payload}>{decoded(item.payload)}</pre>
                  </details>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <Button
          loading={query.isFetchingNextPage}
          mt="sm"
          onClick={() => void query.fetchNextPage()}
          variant="default"
        >
          <Trans>Show older ones</Trans>
        </Button>
      )}
    </div>
  );
}
