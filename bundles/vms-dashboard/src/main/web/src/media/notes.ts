/** A thing that the server says about a picture: a code that stays what it is, English words, and what they name. */
export interface ServerNote {
  readonly code: string;
  readonly text: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** The notes of a message; its sentence where it has none. */
export function notesOf(message: { notes?: unknown; reason?: unknown }): readonly ServerNote[] {
  const notes = Array.isArray(message.notes) ? message.notes.filter(isNote) : [];
  if (notes.length > 0) {
    return notes;
  }
  const { reason } = message;
  return typeof reason === "string" && reason !== "" ? [{ code: "", text: reason }] : [];
}

/** As `notesOf`, to be spread into what is passed on: nothing where nothing was said. */
export function said(message: { notes?: unknown; reason?: unknown }): { notes?: readonly ServerNote[] } {
  const notes = notesOf(message);
  return notes.length > 0 ? { notes } : {};
}

function isNote(value: Partial<ServerNote> | null): value is ServerNote {
  return typeof value?.code === "string" && typeof value.text === "string" && value.text !== "";
}
