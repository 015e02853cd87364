import { msg } from "@lingui/core/macro";

/** What an error means where rules are. */
export const OF_RULES = {
  FORBIDDEN: msg`Only administrators may see and change rules.`,
  ALREADY_EXISTS: msg`Another rule has this name.`,
  NOT_FOUND: msg`The rule is no longer there: somebody else has removed it.`,
};

export const OF_MAIL = {
  FORBIDDEN: msg`Only administrators may see and change how mail is sent.`,
  NOT_FOUND: msg`No mail server is set yet.`,
};
