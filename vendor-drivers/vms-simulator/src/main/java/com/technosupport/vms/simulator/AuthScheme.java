package com.technosupport.vms.simulator;

/** How a camera asks for its password over RTSP and HTTP. */
public enum AuthScheme {
    /** Digest with MD5 (RFC 2617 for RTSP, RFC 7616 with {@code qop="auth"} for HTTP). */
    DIGEST_MD5,
    /** Digest with SHA-256 (RFC 7616). */
    DIGEST_SHA256,
    /** Basic (RFC 7617). */
    BASIC
}
