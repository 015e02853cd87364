package com.technosupport.vms.live.fmp4.internal;

import com.technosupport.vms.api.live.FragmentSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A viewer that notes what it is told. */
public final class Recorder implements FragmentSink {

    public final List<String> formats = new ArrayList<>();
    public final List<String> interruptions = new ArrayList<>();
    public final List<ByteBuffer> fragments = new ArrayList<>();
    public final List<Boolean> keys = new ArrayList<>();
    public ByteBuffer initialisation;
    public String reason = "";

    @Override
    public synchronized void started(String mimeType, ByteBuffer data, String why) {
        formats.add(mimeType);
        initialisation = data;
        reason = why;
        notifyAll();
    }

    @Override
    public synchronized void fragment(ByteBuffer data, boolean key) {
        fragments.add(data);
        keys.add(key);
        notifyAll();
    }

    @Override
    public synchronized void interrupted(String why, boolean last) {
        interruptions.add(why + (last ? " (last)" : ""));
        notifyAll();
    }
}
