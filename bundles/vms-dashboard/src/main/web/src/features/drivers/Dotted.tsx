/** A bundle's name, which may break at its dots and nowhere else. */
export function Dotted({ name }: { name: string }) {
  return name.split(".").map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never move
    <span key={at}>
      {at > 0 && (
        <>
          <wbr />.
        </>
      )}
      {part}
    </span>
  ));
}
