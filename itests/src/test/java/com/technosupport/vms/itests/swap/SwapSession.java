package com.technosupport.vms.itests.swap;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamRole;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One simulated camera, known by its address. */
final class SwapSession implements DeviceSession {

    private final SwapDriver driver;
    private final String host;
    private final int port;

    SwapSession(SwapDriver driver, String host, int port) {
        this.driver = driver;
        this.host = host;
        this.port = port;
    }

    @Override
    public DeviceInfo info() throws InterruptedException {
        driver.fail();
        return new DeviceInfo("Acme", "Swap", "1", host + "-" + port);
    }

    @Override
    public List<Channel> channels() {
        return List.of(new Channel("0", "", List.of(new ChannelStream(StreamRole.MAIN, Codec.UNKNOWN, 0, 0, 0))));
    }

    @Override
    public MediaSource source(String channel, StreamRole role) {
        return new RtspSource(URI.create("rtsp://" + host + ":" + port + "/main"), RtspSource.Transport.TCP);
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
