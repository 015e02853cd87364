/** What a user has set, by driver and by the option's key; an empty text is the driver's default. */
export type OptionValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The options to send: those that were set. A driver's defaults may change with its version, so they are not sent. */
export function optionsOf(
  values: OptionValues,
  driver: string | undefined,
): { options?: Record<string, string> } {
  const set = Object.entries(values[driver ?? ""] ?? {})
    .map(([key, value]) => [key, value.trim()] as const)
    .filter(([, value]) => value !== "");
  return set.length === 0 ? {} : { options: Object.fromEntries(set) };
}
