package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.w3c.dom.Document;

/**
 * HTTP to one device, lent to its driver by core, so that no driver writes its own: digest (RFC 7616) and basic
 * authentication, one try with a password, limits on time and bytes, no redirect to another host, and a cap on connections.
 * Safe for use by several threads.
 */
@ProviderType
public interface DeviceHttp {

    /**
     * Sends a request and reads the whole answer. An error status is returned, not thrown, except where authentication
     * failed.
     *
     * @throws VmsException {@link ErrorCode#BAD_CREDENTIALS} when the device refuses the password,
     *     {@link ErrorCode#DEVICE_UNREACHABLE} when it cannot be reached or is too slow, {@link ErrorCode#DEVICE_PROTOCOL}
     *     when the answer is no HTTP or larger than allowed
     */
    Response send(Request request) throws InterruptedException;

    /**
     * Sends a request and reads an answer of many parts (RFC 2046, section 5.1) for as long as it lasts: the way devices push
     * events. Copes with what devices get wrong: a boundary that differs from the announced one, no or a wrong
     * {@code Content-Length}, parts without headers.
     *
     * @param request its timeout holds for the answer's beginning only
     * @param silence how long the device may send nothing at all
     * @param reader called by this thread for each part; a part larger than 1 MiB ends the exchange
     * @return the answer's status and headers, at its orderly end, or at once where it is no success
     * @throws VmsException as {@link #send}; {@link ErrorCode#DEVICE_UNREACHABLE} also after too long a silence
     */
    Response stream(Request request, Duration silence, PartReader reader) throws InterruptedException;

    /**
     * Sends a request whose body is made while it is sent, such as sound. The body is not coded in chunks and has no length but
     * the one that the request's headers tell, as devices with a loudspeaker expect it.
     *
     * @param request without a body; its timeout holds until the body begins
     * @param writer called by this thread, once the device has let the request in
     * @throws VmsException as {@link #send}; {@link ErrorCode#DEVICE_UNREACHABLE} also when the device takes nothing any more
     */
    default void upload(Request request, BodyWriter writer) throws InterruptedException {
        throw new VmsException(ErrorCode.NOT_SUPPORTED, "Nothing can be sent to this device as it is made");
    }

    /**
     * Reads XML that a device sent. Namespaces are on; a document type or an external entity is refused.
     *
     * @throws VmsException {@link ErrorCode#DEVICE_PROTOCOL} when it is not well formed, or refused
     */
    Document parseXml(byte[] xml);

    /**
     * Reads JSON that a device sent: maps, lists, text, {@link Long}, {@link Double} and {@link Boolean}. Members that are null are
     * left out.
     *
     * @throws VmsException {@link ErrorCode#DEVICE_PROTOCOL} when it is not well formed, or larger or deeper than allowed
     */
    Object parseJson(byte[] json);

    /** Takes the parts of an endless answer. */
    @FunctionalInterface
    interface PartReader {

        /** Returns whether to go on. */
        boolean part(Multipart part) throws InterruptedException;
    }

    /** Makes the body of a request while it is sent. */
    @FunctionalInterface
    interface BodyWriter {

        /** Returns when all is said. */
        void write(Body body) throws InterruptedException;
    }

    /** Takes the bytes of a body. */
    @ProviderType
    interface Body {

        /** Sends these at once. */
        void write(byte[] bytes) throws InterruptedException;
    }

    /** Who is asked for a password. */
    enum Authentication {
        /** The credential is used if the device demands it. */
        ON_DEMAND,
        /** The credential is never sent; a 401 is returned as it is. */
        NONE
    }

    /**
     * A request.
     *
     * @param uri absolute, http or https, at the device's own host
     * @param headers beside those of HTTP itself
     * @param body empty for none
     * @param timeout for the whole exchange
     */
    record Request(
            String method,
            URI uri,
            Map<String, String> headers,
            Optional<byte[]> body,
            Authentication authentication,
            Duration timeout) {

        /** What is usual for a device on a local network. */
        public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

        public Request {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(uri, "uri");
            headers = Map.copyOf(headers);
            Objects.requireNonNull(body, "body");
            Objects.requireNonNull(authentication, "authentication");
            Objects.requireNonNull(timeout, "timeout");
        }

        public static Request get(URI uri) {
            return new Request("GET", uri, Map.of(), Optional.empty(), Authentication.ON_DEMAND, USUAL_TIMEOUT);
        }

        public static Request post(URI uri, String contentType, byte[] body) {
            return new Request(
                    "POST",
                    uri,
                    Map.of("Content-Type", contentType),
                    Optional.of(body),
                    Authentication.ON_DEMAND,
                    USUAL_TIMEOUT);
        }

        public Request anonymous() {
            return new Request(method, uri, headers, body, Authentication.NONE, timeout);
        }

        public Request within(Duration limit) {
            return new Request(method, uri, headers, body, authentication, limit);
        }
    }

    /**
     * An answer.
     *
     * @param headers names in lower case
     */
    record Response(int status, Map<String, List<String>> headers, byte[] body) {

        public Response {
            headers = Map.copyOf(headers);
            Objects.requireNonNull(body, "body");
        }

        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .findFirst();
        }
    }
}
