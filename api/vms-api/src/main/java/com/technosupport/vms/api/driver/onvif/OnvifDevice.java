package com.technosupport.vms.api.driver.onvif;

import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.w3c.dom.Element;

/**
 * One device, lent by the ONVIF driver to its profiles: its services, logged in. Used by one thread at a time. Addresses that
 * the device gives are always turned into ones that lead to it, and to no other host.
 */
@ProviderType
public interface OnvifDevice {

    DeviceConnection connection();

    /**
     * Where a service is.
     *
     * @param namespace of its WSDL, such as {@code http://www.onvif.org/ver20/ptz/wsdl}
     */
    Optional<URI> service(String namespace);

    /**
     * Calls an operation.
     *
     * @return the element in the answer's body
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} when the device has no such operation,
     *     {@link ErrorCode#DEVICE_PROTOCOL} with its reason for any other fault, {@link ErrorCode#BAD_CREDENTIALS},
     *     {@link ErrorCode#DEVICE_LOCKED}, {@link ErrorCode#DEVICE_UNREACHABLE}
     */
    Element call(Operation operation) throws InterruptedException;

    /** The address of a web service or a picture that the device gave, made one that leads to it. */
    URI reachable(String address);

    /** The address of a stream that the device gave, made one that leads to it, with the transport and port the user chose. */
    RtspSource stream(String address);

    /** True time of an {@code xs:dateTime} that the device gave; empty where it cannot be read. */
    Optional<Instant> time(String said);

    /** True time of an instant by the device's clock. */
    Instant trueTime(Instant deviceTime);

    /** How the device would put a true instant. */
    Instant deviceTime(Instant trueTime);

    /**
     * The pictures of the device, from whichever profiles stream; read from it once.
     *
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} when it has none, or no such profile is installed
     */
    List<OnvifPicture> pictures() throws InterruptedException;

    /**
     * The picture of a channel.
     *
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} when there is none
     */
    OnvifPicture picture(String channel) throws InterruptedException;

    /**
     * Reads a notification.
     *
     * @param message an element with {@code Topic} and {@code Message}, such as {@code NotificationMessage}
     * @return empty where it has no topic
     */
    Optional<OnvifNotification> notification(Element message);

    /** What a notification means, by all profiles; one that nobody knows is told of as {@code DeviceNotification}. */
    DeviceEvent interpret(OnvifNotification notification) throws InterruptedException;

    /**
     * A call.
     *
     * @param service where
     * @param namespace of the operation's element
     * @param name of the operation's element
     * @param arguments what is inside, as XML in that default namespace; escape values by
     *     {@link com.technosupport.vms.api.driver.Elements#escape}
     * @param headers more SOAP headers as XML with their namespaces, such as a subscription's reference parameters
     * @param action for {@code wsa:Action} and the content type where it isn't namespace/name
     * @param timeout for the whole exchange
     */
    record Operation(
            URI service,
            String namespace,
            String name,
            String arguments,
            String headers,
            Optional<String> action,
            Duration timeout) {

        public Operation {
            Objects.requireNonNull(service, "service");
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(arguments, "arguments");
            Objects.requireNonNull(headers, "headers");
            Objects.requireNonNull(action, "action");
            Objects.requireNonNull(timeout, "timeout");
        }

        public static Operation of(URI service, String namespace, String name, String arguments) {
            return new Operation(service, namespace, name, arguments, "", Optional.empty(), Duration.ofSeconds(5));
        }

        public Operation within(Duration limit) {
            return new Operation(service, namespace, name, arguments, headers, action, limit);
        }

        public Operation withHeaders(String xml) {
            return new Operation(service, namespace, name, arguments, xml, action, timeout);
        }

        public Operation withAction(String uri) {
            return new Operation(service, namespace, name, arguments, headers, Optional.of(uri), timeout);
        }
    }
}
