package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operator's call of one camera: from the moment that nobody else may call it, to the moment that somebody else may. Ends once,
 * from whichever side. Safe for use by several threads.
 */
final class Call implements TalkLine {

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final CameraId camera;
    private final String talker;
    private final Login login;
    private final Consumer<String> told;
    private final Consumer<Call> freed;
    private TalkLine line;
    private Future<?> limit;
    private String early;
    private boolean over;
    private long sent;
    private long dropped;

    /**
     * @param login as the camera had it when it was called
     * @param told hears why, when it ends from the other side
     * @param freed told once, when the next may call
     */
    Call(CameraId camera, String talker, Login login, Consumer<String> told, Consumer<Call> freed) {
        this.camera = camera;
        this.talker = talker;
        this.login = login;
        this.told = told;
        this.freed = freed;
    }

    CameraId camera() {
        return camera;
    }

    String talker() {
        return talker;
    }

    Login login() {
        return login;
    }

    /**
     * The device has taken it.
     *
     * @param timeLimit is cancelled at the end
     * @return why it has ended already, or empty
     */
    synchronized String taken(TalkLine opened, Future<?> timeLimit) {
        if (over) {
            opened.close();
            timeLimit.cancel(false);
            return early == null ? "The call was ended" : early;
        }
        line = opened;
        limit = timeLimit;
        return "";
    }

    @Override
    public void send(Codec codec, byte[] frame) {
        TalkLine open;
        synchronized (this) {
            open = line;
        }
        if (open != null) {
            open.send(codec, frame);
        }
    }

    @Override
    public synchronized long sent() {
        return line == null ? sent : line.sent();
    }

    @Override
    public synchronized long dropped() {
        return line == null ? dropped : line.dropped();
    }

    @Override
    public void close() {
        finish();
    }

    /** It ends from the other side, or for a reason of this server's. */
    void end(String reason) {
        boolean wasOpen;
        synchronized (this) {
            early = early == null ? reason : early;
            wasOpen = line != null;
        }
        if (finish() && wasOpen) {
            try {
                told.accept(reason);
            } catch (RuntimeException e) {
                LOG.warn("Whoever spoke by a camera could not be told that the call ended", e);
            }
        }
    }

    /** @return whether it was not over before */
    private boolean finish() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            if (line != null) {
                line.close();
                sent = line.sent();
                dropped = line.dropped();
                line = null;
            }
            if (limit != null) {
                limit.cancel(false);
            }
        }
        freed.accept(this);
        return true;
    }
}
