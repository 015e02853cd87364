package com.technosupport.vms.media.internal.avformat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.time.Clock;

/** placeholder */
public final class AvformatReader implements Source {
    public AvformatReader(
            String name,
            RtspSource source,
            Credential credential,
            RtspTimes times,
            Clock clock,
            SourceListener listener) {}

    public static boolean isAvailable() {
        return false;
    }

    @Override
    public void stop() {}

    @Override
    public void live(boolean live) {}

    @Override
    public long lost() {
        return 0;
    }
}
