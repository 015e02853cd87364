package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** A loudspeaker that only its driver can send to. Prefer {@link RtspLoudspeaker} where the device has it. */
@ConsumerType
public non-sealed interface CustomLoudspeaker extends Loudspeaker {

    /**
     * Sends until the speech ends or the thread is interrupted, and hangs up. Runs in a session and on a thread of its own.
     *
     * @throws VmsException {@link ErrorCode#BUSY} when somebody else speaks by the device, {@link ErrorCode#NOT_SUPPORTED} when it
     *     takes neither PCMU nor PCMA, and as {@link VendorDriver#connect}
     */
    void play(Speech speech) throws InterruptedException;

    /** What is to be said. Used by the thread that plays it. */
    @ProviderType
    interface Speech {

        /** The device has answered the call: from now on the operator's words count. To be called once, before {@link #next}. */
        void accepted();

        /**
         * Waits for the next 20 ms: 160 samples at 8 kHz, a byte each.
         *
         * @param codec {@link Codec#PCMU} or {@link Codec#PCMA}, whichever the device takes
         * @return empty when the operator has hung up
         */
        Optional<byte[]> next(Codec codec) throws InterruptedException;
    }
}
