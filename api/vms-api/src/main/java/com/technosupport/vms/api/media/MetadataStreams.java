package com.technosupport.vms.api.media;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** Reads what devices' own analytics see, from streams with a metadata track (ONVIF Streaming Specification, section 5.1.2.1.1). */
@ProviderType
public interface MetadataStreams {

    /** What one document may have at most; larger ones are left out. */
    int MOST_BYTES = 1 << 20;

    /**
     * Reads until the stream ends, or by interrupt. Whoever takes documents slowly loses the oldest of those that wait.
     *
     * @param name for logs
     * @throws VmsException how it ended: {@link ErrorCode#BAD_CREDENTIALS}, {@link ErrorCode#DEVICE_UNREACHABLE},
     *     {@link ErrorCode#DEVICE_PROTOCOL}, {@link ErrorCode#NOT_SUPPORTED} when there is no such track that we can read, and
     *     {@link ErrorCode#STREAM_UNAVAILABLE} when it broke off
     */
    void read(String name, RtspSource source, Credential credential, DocumentSink sink) throws InterruptedException;

    /** Takes documents, on the thread that reads. */
    @FunctionalInterface
    @ConsumerType
    interface DocumentSink {

        /** @param xml as the device sent it; not to be trusted */
        void document(byte[] xml) throws InterruptedException;
    }
}
