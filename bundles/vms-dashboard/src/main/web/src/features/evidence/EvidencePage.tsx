import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { camerasQuery } from "../../api/cameras";
import { ApiError, api, unwrap } from "../../api/client";
import type { Evidence } from "../../api/types";
import { useSession } from "../../app/session";
import { clockTime, fullTime } from "../../timeline/zone";
import { ErrorNote, Placeholder } from "../../ui/ErrorNote";
import { FormDialogue } from "../../ui/FormDialogue";
import { Icon } from "../../ui/icons";
import table from "../../ui/table.module.css";
import { Since } from "../../ui/time";
import ui from "../../ui/ui.module.css";
import { size } from "../exports/exports";
import { useZone } from "../playback/useZone";
import { type Holding, holdingsOf } from "./holdings";

/** More is read page by page no further: who locks so much looks for a range in playback. */
const MOST = 5_000;

const DAY_MS = 86_400_000;

const evidenceQuery = queryOptions({
  queryKey: ["evidence"],
  queryFn: async (): Promise<Evidence[]> => {
    const items: Evidence[] = [];
    let cursor: string | undefined;
    do {
      const page = await unwrap(api.GET("/evidence", { params: { query: cursor ? { cursor } : {} } }));
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor && items.length < MOST);
    return items;
  },
});

/** The footage that is kept whatever its age: by whom, when and why; and how it is let go. */
export function EvidencePage() {
  const { t, i18n } = useLingui();
  const operator = useSession(({ session }) => session.state === "in" && session.user.role !== "VIEWER");
  const { data, error, isPending, refetch } = useQuery({ ...evidenceQuery, enabled: operator });
  const { data: cameras } = useQuery(camerasQuery);
  const zone = useZone(undefined);
  const [release, setRelease] = useState<Holding>();
  const holdings = useMemo(() => holdingsOf(data ?? []), [data]);
  const nameOf = (id: string) => cameras?.find((camera) => camera.id === id)?.name ?? t`Removed camera`;
  const day = (at: string) => fullTime(i18n.locale, zone, Date.parse(at));
  const until = ({ start, end }: Holding) =>
    Date.parse(end) - Date.parse(start) < DAY_MS ? clockTime(i18n.locale, zone, Date.parse(end)) : day(end);

  if (!operator) {
    return (
      <Placeholder icon="lock" title={t`Only operators see what is kept as evidence`}>
        <p>
          <Trans>Your role does not allow this. Ask an administrator.</Trans>
        </p>
      </Placeholder>
    );
  }
  return (
    <div className={table.page}>
      <div className={table.head}>
        <h1>
          <Trans>Evidence</Trans>
        </h1>
      </div>
      {isPending ? (
        <Placeholder icon="wait" title={t`Loading what is kept …`} />
      ) : !data ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : holdings.length === 0 ? (
        <Placeholder icon="lock" title={t`Nothing is kept as evidence`}>
          <p>
            <Trans>
              Mark a range in <Link to="/playback">playback</Link> and press “Lock”: no retention deletes it
              then, until it is unlocked here.
            </Trans>
          </p>
        </Placeholder>
      ) : (
        <>
          {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
          <table className={table.table}>
            <thead>
              <tr>
                <th>
                  <Trans>Camera</Trans>
                </th>
                <th>
                  <Trans>Footage</Trans>
                </th>
                <th>
                  <Trans>Note</Trans>
                </th>
                <th>
                  <Trans>Locked</Trans>
                </th>
                <th aria-label={t`Actions`} />
              </tr>
            </thead>
            <tbody>
              {holdings.map((held) => (
                <tr key={held.recordingIds[0]}>
                  <th scope="row">{nameOf(held.cameraId)}</th>
                  <td>
                    <Link
                      className={table.link}
                      search={{ cameras: held.cameraId, at: held.start }}
                      to="/playback"
                    >
                      {day(held.start)} – {held.end === held.start ? t`still written` : until(held)}
                    </Link>
                    <div className={table.dim}>
                      <Plural one="# file" other="# files" value={held.recordingIds.length} />,{" "}
                      {size(i18n.locale, held.bytes)}
                    </div>
                  </td>
                  <td className={table.long}>
                    {held.reason || (
                      <span className={table.dim}>
                        <Trans>No note</Trans>
                      </span>
                    )}
                  </td>
                  <td>
                    <Trans>by {held.by}</Trans>
                    <div className={table.dim}>
                      <Since at={held.at} />
                    </div>
                  </td>
                  <td className={table.actions}>
                    <Button
                      aria-label={t`Unlock ${nameOf(held.cameraId)}, ${day(held.start)}`}
                      leftSection={<Icon name="key" />}
                      onClick={() => setRelease(held)}
                      size="compact-sm"
                      variant="default"
                    >
                      <Trans>Unlock</Trans>
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {release && (
        <Release held={release} name={nameOf(release.cameraId)} onClose={() => setRelease(undefined)} />
      )}
    </div>
  );
}

function Release({ held, name, onClose }: { held: Holding; name: string; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const count = held.recordingIds.length;
  const release = useMutation({
    mutationFn: async () => {
      for (const id of held.recordingIds) {
        try {
          await unwrap(api.DELETE("/recordings/{id}/lock", { params: { path: { id } } }));
        } catch (error) {
          // Gone already: somebody else was quicker.
          if (!(error instanceof ApiError && error.status === 404)) {
            throw error;
          }
        }
      }
    },
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: evidenceQuery.queryKey }),
  });
  return (
    <FormDialogue
      danger
      error={release.error}
      onClose={onClose}
      onSubmit={release.mutate}
      pending={release.isPending}
      submit={<Trans>Unlock</Trans>}
      title={t`Unlock footage of ${name}?`}
    >
      <p className={ui.hint}>
        <Plural
          one="# file is left to retention, which may delete it at once if it is old."
          other="# files are left to retention, which may delete them at once if they are old."
          value={count}
        />
      </p>
    </FormDialogue>
  );
}
