import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { Action, Rule, RuleStep } from "../../api/types";

export const rulesQuery = queryOptions({
  queryKey: ["rules"],
  queryFn: async (): Promise<Rule[]> => {
    const rules: Rule[] = [];
    let cursor: string | undefined;
    do {
      const page = await unwrap(api.GET("/rules", { params: { query: cursor ? { cursor } : {} } }));
      rules.push(...(page.items as unknown as Rule[]));
      cursor = page.nextCursor;
    } while (cursor);
    return rules.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  },
});

/** What rules can do on this server, and what each wants to be told. */
export const actionsQuery = queryOptions({
  queryKey: ["rules", "actions"],
  queryFn: async (): Promise<Action[]> => (await unwrap(api.GET("/rules/actions"))).items,
  staleTime: 60_000,
});

export const runsQuery = (ruleId: string | undefined) =>
  queryOptions({
    queryKey: ["rules", "runs", ruleId ?? ""],
    queryFn: async () =>
      (
        await unwrap(
          api.GET("/rules/runs", { params: { query: { limit: 100, ...(ruleId ? { ruleId } : {}) } } }),
        )
      ).items,
    refetchInterval: 5_000,
  });

/** What can be named in a rule, as far as the server has seen it. */
export type Vocabulary = Awaited<ReturnType<typeof readVocabulary>>;

const readVocabulary = () => unwrap(api.GET("/rules/vocabulary"));

export const vocabularyQuery = queryOptions({
  queryKey: ["rules", "vocabulary"],
  queryFn: readVocabulary,
  staleTime: 60_000,
});

/** A rule as it is written: without what the server adds. */
export type Draft = Pick<Rule, "name" | "enabled" | "when" | "then" | "throttleSeconds">;

export const EMPTY: Draft = {
  name: "",
  enabled: true,
  when: {},
  // biome-ignore lint/suspicious/noThenProperty: the server's name for what a rule does
  then: [],
  throttleSeconds: 0,
};

/** What the server takes: nothing that is empty, which would be a condition that nothing meets. */
export function bodyOf(draft: Draft) {
  const { when } = draft;
  return {
    name: draft.name.trim(),
    enabled: draft.enabled,
    throttleSeconds: draft.throttleSeconds,
    when: {
      ...(when.types?.length ? { types: when.types } : {}),
      ...(when.cameraIds?.length ? { cameraIds: when.cameraIds } : {}),
      ...(when.labels?.length ? { labels: when.labels } : {}),
      ...(when.minConfidence ? { minConfidence: when.minConfidence } : {}),
      ...(when.zone?.trim() ? { zone: when.zone.trim() } : {}),
      ...(when.schedule?.length ? { schedule: when.schedule } : {}),
      ...(when.input?.input.trim() ? { input: when.input } : {}),
      ...(when.count ? { count: when.count } : {}),
    },
    // biome-ignore lint/suspicious/noThenProperty: as above
    then: draft.then.map(
      (step) =>
        Object.fromEntries(
          Object.entries(step).filter(([, value]) => value !== "" && value !== undefined),
        ) as RuleStep,
    ),
  };
}

export function saveRule(id: string | undefined, draft: Draft): Promise<Rule> {
  // The document says less of a rule's parts than the server takes: steps are free objects.
  const body = bodyOf(draft) as never;
  return (id === undefined
    ? unwrap(api.POST("/rules", { body }))
    : unwrap(api.PUT("/rules/{id}", { params: { path: { id } }, body }))) as unknown as Promise<Rule>;
}

export function tryRule(draft: Draft, from: string, to: string) {
  const body = { rule: { ...bodyOf(draft), name: draft.name.trim() || "–" }, from, to } as never;
  return unwrap(api.POST("/rules/dry-run", { body }));
}
