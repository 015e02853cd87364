package com.technosupport.vms.simulator;

/**
 * What firmware of simulated recorders does differently from its documents, or a hostile device does on purpose. Several may be on at
 * once; each acts from the next answer, event or connection on. Those of one vendor do nothing on the other's recorders.
 */
public enum NvrQuirk {
    /** ISAPI: elements are in {@code http://www.isapi.org/ver20/XMLSchema}. */
    NAMESPACE_ISAPI,
    /** ISAPI: elements are in {@code urn:psialliance-org}. */
    NAMESPACE_PSIA,
    /** ISAPI: elements are in no namespace. */
    NO_NAMESPACE,
    /** ISAPI: elements carry a prefix. */
    PREFIXED_NAMESPACE,
    /** The call that tells the device's model answers 200 with an HTML page. */
    HTML_DEVICE_INFO,
    /** ISAPI: channels on the network are numbered from 33 everywhere: channel 1 is 33 and its stream 3301. */
    CHANNELS_FROM_33,
    /** ISAPI: events alone number channels on the network from 33. */
    EVENT_CHANNELS_FROM_33,
    /** Channel 2 has the number of channel 1. */
    DUPLICATE_CHANNELS,
    /** Channel 1's name holds a tab, a line break, a bell (not in XML) and a character that turns the direction of writing. */
    CONTROL_CHARACTER_NAMES,
    /** Channel 1's name holds U+0001, which makes XML ill-formed. */
    ILLEGAL_XML_CHARACTERS,
    /** Channel 1 is named {@code ../../x}. */
    PATH_NAMES,
    /** ISAPI: the list of ports is forbidden (403), so that the RTSP port can't be asked for. */
    NO_ADMIN_ACCESSES,
    /** ISAPI: the picture of a stream is at {@code ContentMgmt/StreamingProxy} alone. */
    PICTURE_BY_PROXY,
    /** ISAPI: the first call for a picture is answered {@code statusCode} 3, device error. */
    PICTURE_SECOND_TIME,
    /** ISAPI: times end in {@code Z} but are the device's local time. */
    LOCAL_TIME_WITH_Z,
    /** ISAPI: event descriptions hold a bare ampersand. */
    UNESCAPED_AMPERSAND,
    /** ISAPI: parts of the event stream are parted by {@code MIME_boundary}. */
    MIME_BOUNDARY,
    /** ISAPI: parts of the event stream are JSON. */
    JSON_EVENTS,
    /** Parts of the event stream have a Content-Length too small by seven. */
    WRONG_EVENT_LENGTH,
    /** Parts of the event stream have no Content-Length. */
    NO_EVENT_LENGTH,
    /** The event stream is written a few bytes at a time, some milliseconds apart. */
    SPLIT_EVENTS,
    /** The event stream has no heartbeats. */
    NO_HEARTBEAT,
    /** The event stream never tells that something ended. */
    NO_EVENT_ENDS,
    /** ISAPI: no trigger notifies the surveillance centre, so no event arrives. */
    NOT_NOTIFIED,
    /** ISAPI: has no two-way audio. */
    NO_LOUDSPEAKER,
    /** ISAPI: takes speech as A-law alone, not as µ-law. */
    LOUDSPEAKER_ALAW,
    /** ISAPI: takes speech as AAC alone. */
    LOUDSPEAKER_AAC,
    /** Dahua: events come as {@code Events[0].key=value} lines followed by a JPEG part. */
    INDEXED_EVENTS,
    /** Dahua: RemoteDevice also lists unused slots, with {@code Enable=false}. */
    UNUSED_SLOTS,
    /** Dahua: getCameraState is answered 501. */
    NO_CAMERA_STATE,
    /** Calls beside those for model, channels, streams and events are answered 404. */
    MISSING_404,
    /** Calls beside those for model, channels, streams and events are answered 501. */
    MISSING_501,
    /** Calls beside those for model, channels, streams and events are answered 599. */
    MISSING_599,
    /** All authorised answers are redirects to {@link SimulatedNvr#redirectTo another host}. */
    REDIRECT,
    /** All authorised answers are chunked bodies without end. */
    ENDLESS_CHUNKED,
    /** Answers promise 100 bytes more than they have, and the connection stays open. */
    LENGTH_TOO_LONG,
    /** Answers promise ten bytes fewer than they have. */
    LENGTH_TOO_SHORT,
    /** Answers to authorised calls are XML whose entities unfold to gigabytes. */
    XML_BOMB,
    /** Answers to authorised calls have 10 MB. */
    HUGE_ANSWER,
    /** Basic is the only way to log in. */
    BASIC_ONLY,
    /** Digest is asked for without {@code qop} (RFC 2069). */
    NO_QOP,
    /** Digest is asked for with {@code qop="auth-int"} alone. */
    QOP_AUTH_INT,
    /** SHA-256 and MD5 are offered, in this order. */
    SHA256_FIRST,
    /** ISAPI: only a session logs in; refusals carry no challenge. */
    SESSION_ONLY
}
