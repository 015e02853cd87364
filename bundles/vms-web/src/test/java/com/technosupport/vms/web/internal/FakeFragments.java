package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.live.FragmentSink;
import com.technosupport.vms.api.live.FragmentSubscription;
import com.technosupport.vms.api.live.LiveFragments;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Fragments that a test sends by hand. */
public final class FakeFragments implements LiveFragments {

    public final List<FragmentSink> sinks = new CopyOnWriteArrayList<>();
    public final AtomicInteger skips = new AtomicInteger();
    public volatile StreamId stream;
    public volatile boolean audio;
    public volatile boolean refuses;

    @Override
    public FragmentSubscription subscribe(StreamId id, boolean withAudio, FragmentSink sink) {
        if (refuses) {
            throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The camera does not answer");
        }
        stream = id;
        audio = withAudio;
        sinks.add(sink);
        return new FragmentSubscription() {
            @Override
            public void skip() {
                skips.incrementAndGet();
            }

            @Override
            public void close() {
                sinks.remove(sink);
            }
        };
    }
}
