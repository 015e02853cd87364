package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes in footage that was recorded elsewhere, as segments like any other, into a stretch that has none. What was written of
 * it when the server is killed is found and indexed at the next start, as with live footage.
 */
@ProviderType
public interface FootageIntake {

    /**
     * Begins to take in.
     *
     * @param from nothing that was recorded before it is taken: there is footage
     * @param to nor after it
     */
    Intake begin(CameraId camera, StreamRole role, Instant from, Instant to);

    /** Where packets go; used by one thread. */
    interface Intake extends FootageSink, AutoCloseable {

        /** Bytes of media that were taken. */
        long bytes();

        /**
         * Ends what is written, and waits until it is in the index, or as long as that may take.
         *
         * @throws VmsException {@link com.technosupport.vms.api.model.ErrorCode#STORE_UNAVAILABLE} when it is not indexed by
         *     then, or the disk did not take it
         */
        void finish() throws InterruptedException;

        /** Ends what is written; harmless after {@link #finish}. */
        @Override
        void close();
    }
}
