package com.technosupport.vms.simulator;

/** What an ONVIF device may do otherwise than others, without being broken: clients must get on with it. Several may be on at once. */
public enum OnvifQuirk {
    /** GetSystemDateAndTime tells local time and time zone alone, without UTCDateTime (which is optional). */
    CLOCK_WITHOUT_UTC,
    /** Takes HTTP Digest only: a UsernameToken is not looked at. */
    ONLY_HTTP_DIGEST,
    /** Takes a UsernameToken only, and never sends a challenge over HTTP. */
    ONLY_USERNAME_TOKEN,
    /** Has no GetServices, only GetCapabilities. */
    NO_GET_SERVICES,
    /** Has no Media2 service (Profile S alone). */
    NO_MEDIA2,
    /** All addresses it tells, RTSP's too, name the host 192.168.1.64, as behind a router that forwards ports. */
    INNER_ADDRESS,
    /** Names an IPv6 address first where several are told: in WS-Discovery's XAddrs. */
    IPV6_FIRST,
    /** Refuses credentials with HTTP 500 instead of 400 or 401. */
    REFUSES_WITH_500,
    /** Says {@code ter:ActionNotSupported} with HTTP 400 instead of 500. */
    NOT_SUPPORTED_WITH_400,
    /** Notifications with bare ampersands in their values: the document is not well-formed. */
    UNESCAPED_ENTITIES,
    /** Answers with unusual namespace prefixes, and topics with the prefix that they declare. */
    ODD_PREFIXES,
    /** PullMessages answers at once, without a message, whatever its time-out. */
    EMPTY_PULLS,
    /** Renew is not supported; each PullMessages renews instead. */
    NO_RENEW,
    /** A termination time of more than a minute is refused instead of being cut. */
    STRICT_TERMINATION,
    /** All subscriptions have one address; ReferenceParameters tell them apart. */
    REFERENCE_PARAMETERS,
    /** Operations on a subscription need the WS-Addressing header {@code Action}. */
    NEEDS_ADDRESSING,
    /** Scopes with percent-encoded umlauts, ampersands and slashes, and with an encoding that is cut short. */
    PERCENT_SCOPES,
    /** Answers each Probe three times, with message ids of their own. */
    DUPLICATE_ANSWERS,
    /** Answers a Probe with a document that has a DOCTYPE with nested entities, before the good answer. */
    DOCTYPE_ANSWERS,
    /** Answers a Probe with 64 kB of scopes. */
    HUGE_ANSWERS,
    /** Has neither a loudspeaker nor the RTSP feature to speak by one. */
    NO_LOUDSPEAKER,
    /** Answers a Probe again and again, as ever new devices, for half a minute. */
    ENDLESS_ANSWERS
}
